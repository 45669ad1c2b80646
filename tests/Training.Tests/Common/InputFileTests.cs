using System.Diagnostics;

namespace Grokking.Training.Tests;

/// <summary>Only regular files are opened. A test that waited for a pipe would never end, so each has a limit.</summary>
public sealed class InputFileTests : IDisposable
{
    private const int Limit = 20_000;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Readers =>
        new("safetensors", "torch", "state dict", "config", "split", "summary", "hash", "checkpoint", "sidecar");

    [Theory(Timeout = Limit), MemberData(nameof(Readers))]
    public async Task Read_OfAPipe_RefusesIt(string reader)
    {
        var pipe = NameFor(reader);
        MakePipe(pipe);
        await Task.Run(() =>
            Refuses(reader, pipe, "expected a regular file, got an empty one, a pipe, a device or a link that leads nowhere."));
    }

    [Theory(Timeout = Limit), MemberData(nameof(Readers))]
    public async Task Read_OfALinkToADevice_RefusesIt(string reader)
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "needs /dev/zero");
        var link = NameFor(reader);
        File.CreateSymbolicLink(link, "/dev/zero");
        await Task.Run(() => Refuses(reader, link, "expected a regular file"));
    }

    [Theory]
    [InlineData("safetensors")]
    [InlineData("torch")]
    [InlineData("config")]
    [InlineData("split")]
    public void Read_OfAFolder_SaysSo(string reader) => Refuses(reader, folder.Path, "expected a file, got a folder.");

    [Fact]
    public void Open_OfALinkToAFile_FollowsIt()
    {
        var target = folder.Write("target", "abc");
        File.CreateSymbolicLink(folder.File("one"), target);
        File.CreateSymbolicLink(folder.File("two"), folder.File("one"));

        Assert.Equal("abc"u8.ToArray(), InputFile.ReadBytes(folder.File("two")));
    }

    [Fact]
    public void Open_OfNoFile_SaysThatThereIsNone() =>
        Assert.Equal(
            folder.File("none"), Assert.Throws<FileNotFoundException>(() => InputFile.Open(folder.File("none"))).FileName);

    /// <summary>A file that is mostly a hole costs its maker nothing.</summary>
    [Fact]
    public void ReadBytes_OfALargeText_RefusesBeforeReading()
    {
        using (var file = File.Create(folder.File("large.json")))
        {
            file.SetLength(1L << 33);
        }
        Refuses(
            "config", folder.File("large.json"), $"expected a text of at most {InputFile.LargestText} bytes, got 8589934592.");
    }

    private void Refuses(string reader, string path, string part)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(reader, path));
        Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private void Read(string reader, string path)
    {
        switch (reader)
        {
            case "safetensors": Safetensors.Read(path); break;
            case "torch": TorchFile.Read(path); break;
            case "state dict": CheckpointReader.ReadTensors(path); break;
            case "config": ConfigJson.ReadFile(path); break;
            case "split": Split.Read(path, ModularOperation.Add(5)); break;
            case "summary": RunSummary.Read(path); break;
            case "hash": FileHash.Sha256(path); break;
            case "checkpoint": Checkpoint.Read(path); break;
            case "sidecar": CheckpointReader.Open(ForeignCheckpoint.Write(folder.File("x.safetensors"))); break;
        }
    }

    private string NameFor(string reader) => folder.File(reader == "sidecar" ? "config_x.json" : "pipe");

    private static void MakePipe(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs mkfifo");
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
    }
}
