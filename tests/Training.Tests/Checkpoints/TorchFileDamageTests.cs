using System.IO.Compression;

namespace Grokking.Training.Tests;

/// <summary>Whatever happens to a file, reading it succeeds or throws InvalidDataException: no other exception, no endless loop.
/// </summary>
public class TorchFileDamageTests
{
    /// <summary>A few seconds in all; the seeds are fixed, so that a failure comes again.</summary>
    private const int Trials = 400;

    private const string Name = "damaged.pt";

    public static TheoryData<string> Files =>
        new("views.pt", "types.pt", "protocol2.pt", "protocol4.pt", "training.pt", "storages.pt");

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_OfEveryTruncation_ThrowsInvalidData(string file)
    {
        var whole = File.ReadAllBytes(CheckpointGolden.File(file));
        for (var length = 0; length < whole.Length; length++)
        {
            using var stream = new MemoryStream(whole, 0, length);
            var error = Assert.Throws<InvalidDataException>(() => TorchFile.Read(stream, Name));
            Assert.StartsWith(Name + ": ", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_OfChangedBytes_SucceedsOrThrowsInvalidData(string file)
    {
        var random = new Random(1);
        var whole = File.ReadAllBytes(CheckpointGolden.File(file));
        for (var trial = 0; trial < Trials; trial++)
        {
            AcceptInvalidData(Changed(whole, random));
        }
    }

    /// <summary>The zip is sound here, so that every change reaches the pickle machine.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Read_OfAChangedPickle_SucceedsOrThrowsInvalidData(string file)
    {
        var random = new Random(2);
        var entries = Entries(CheckpointGolden.File(file));
        var at = Array.FindIndex(entries, entry => entry.Name.EndsWith("/data.pkl", StringComparison.Ordinal));
        var whole = entries[at].Content;
        for (var trial = 0; trial < Trials; trial++)
        {
            entries[at].Content = Changed(whole, random);
            AcceptInvalidData(TorchZip.Compose(CompressionLevel.NoCompression, entries));
        }
    }

    /// <summary>Opcodes drawn at random reach orders of instructions that no change of a sound pickle does.</summary>
    [Fact]
    public void Load_OfRandomOpcodes_SucceedsOrThrowsInvalidData()
    {
        var random = new Random(3);
        var opcodes = Enum.GetValues<PickleOpcode>();
        for (var trial = 0; trial < 100 * Trials; trial++)
        {
            byte[] pickle =
                [0x80, 2, .. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (byte)opcodes[random.Next(opcodes.Length)])];
            try
            {
                PickleMachine.Load(pickle, Name, new ReadBudget(Name, pickle.Length));
            }
            catch (InvalidDataException)
            {
                // Refused, as nearly all of them must be.
            }
        }
    }

    /// <summary>PyTorch wrote the checksum of every entry: a single bit that changed in a tensor is found, where only the weight
    /// would be wrong.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Read_OfAChangedTensor_FindsThatItsChecksumDiffers(string file)
    {
        var whole = File.ReadAllBytes(CheckpointGolden.File(file));
        var entry = Entries(CheckpointGolden.File(file))
            .First(entry => entry.Name.Contains("/data/", StringComparison.Ordinal) && entry.Content.Length > 0);
        var at = whole.AsSpan().IndexOf(entry.Content);
        whole[at] ^= 1;

        var error = Assert.Throws<InvalidDataException>(() => TorchFile.Read(new MemoryStream(whole), Name));

        Assert.Contains($"entry '{entry.Name}' is damaged: its checksum is ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAChangedPickle_FindsThatItsChecksumDiffers()
    {
        var whole =
            TorchZip.Compose(CompressionLevel.NoCompression, ("archive/data.pkl", new PickleBuilder().Text("text").Stop()));
        whole[whole.AsSpan().IndexOf("text"u8)] = (byte)'n';

        var error = Assert.Throws<InvalidDataException>(() => TorchFile.Read(new MemoryStream(whole), Name));

        Assert.Contains("entry 'archive/data.pkl' is damaged: its checksum is ", error.Message, StringComparison.Ordinal);
    }

    /// <summary>One to three bytes set to anything, or a stretch repeated or left out.</summary>
    private static byte[] Changed(byte[] whole, Random random)
    {
        var (from, to) = (random.Next(whole.Length), random.Next(whole.Length));
        switch (random.Next(4))
        {
            case 0:
                return [.. whole[..from], .. whole[to..]];
            default:
                var changed = (byte[])whole.Clone();
                for (var i = random.Next(3); i >= 0; i--)
                {
                    changed[random.Next(whole.Length)] = (byte)random.Next(256);
                }
                return changed;
        }
    }

    private static (string Name, byte[] Content)[] Entries(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return zip.Entries.Select(entry =>
        {
            using var stream = entry.Open();
            var content = new byte[entry.Length];
            stream.ReadExactly(content);
            return (entry.FullName, content);
        }).ToArray();
    }

    private static void AcceptInvalidData(byte[] file)
    {
        AcceptInvalidData(file, stream => TorchFile.Read(stream, Name));
        AcceptInvalidData(file, stream => TorchFile.ReadStateDict(stream, Name));
    }

    private static void AcceptInvalidData(byte[] file, Action<Stream> read)
    {
        using var stream = new MemoryStream(file);
        try
        {
            read(stream);
        }
        catch (InvalidDataException error)
        {
            Assert.StartsWith(Name + ": ", error.Message, StringComparison.Ordinal);
        }
    }
}
