using System.Text;

namespace Grokking.Training.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_OfANewFile_LeavesThatFileAlone()
    {
        var path = folder.File("a.bin");
        AtomicFile.Write(path, stream => stream.Write([1, 2, 3]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Write_OverALongerFile_ReplacesAllOfIt()
    {
        var path = folder.File("a.bin");
        File.WriteAllBytes(path, new byte[1000]);
        AtomicFile.Write(path, stream => stream.Write([7]));
        Assert.Equal([7], File.ReadAllBytes(path));
    }

    [Fact]
    public void Write_OfMoreThanABuffer_KeepsEveryByte()
    {
        var path = folder.File("a.bin");
        var content = new byte[300_001];
        new Random(1).NextBytes(content);
        AtomicFile.Write(path, stream => stream.Write(content));
        Assert.Equal(content, File.ReadAllBytes(path));
    }

    /// <summary>A disk that fills up shows as an IOException from the writer, before or after bytes reached the file.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(200_000)]
    public void Write_WhenTheDiskFillsMidway_KeepsTheEarlierFileAndNoOther(int writtenBefore)
    {
        var path = folder.File("a.txt");
        File.WriteAllText(path, "earlier");
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[writtenBefore]);
            throw new IOException("No space left on device");
        }));
        Assert.Equal("No space left on device", error.Message);
        Assert.Equal("earlier", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Write_WhenTheWriterFailsWithNoEarlierFile_LeavesAnEmptyFolder()
    {
        Assert.Throws<InvalidOperationException>(() =>
            AtomicFile.Write(folder.File("a.txt"), _ => throw new InvalidOperationException()));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_OntoAFolder_ThrowsAndLeavesTheFolder()
    {
        var path = folder.File("taken");
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(path, stream => stream.WriteByte(1)));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_IntoAMissingFolder_Throws() =>
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(folder.File("no/a.txt"), _ => { }));

    [Fact]
    public void WriteText_OnTextBeyondAscii_WritesUtf8WithoutMark()
    {
        AtomicFile.WriteText(folder.File("a.txt"), "größer");
        Assert.Equal(Encoding.UTF8.GetBytes("größer"), File.ReadAllBytes(folder.File("a.txt")));
    }
}
