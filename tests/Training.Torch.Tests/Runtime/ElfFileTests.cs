namespace Grokking.Training.Torch.Tests;

public sealed class ElfFileTests
{
    private static byte[] Example() => TinyElf.WithVersions([("first", 2), ("second", 3)], ("ONE", 2), ("TWO", 3));

    [Fact]
    public void Symbols_AndNeeds_AreThoseOfTheFile()
    {
        var elf = new ElfFile(Example(), "tiny");

        Assert.Equal([("", 0), ("first", 2), ("second", 3)], elf.Symbols().Select(symbol => (symbol.Name, (int)symbol.Version)));
        Assert.Equal([("ONE", 2), ("TWO", 3)], elf.Needs().Select(need => (need.Name, (int)need.Index)));
    }

    // Whatever is cut off or overwritten: an answer, or an error that names the file, and never a read beyond the end.
    [Fact]
    public void Read_OfAFileThatIsCutOff_IsAnErrorWithThePath()
    {
        var whole = Example();
        for (var length = 0; length < whole.Length; length++)
        {
            var error = Assert.Throws<InvalidDataException>(() => ReadAll(whole[..length]));
            Assert.StartsWith("tiny: at offset ", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0xff)]
    [InlineData(0x80)]
    [InlineData(0x01)]
    public void Read_OfAFileWithAnyByteWrong_AnswersOrThrowsInvalidData(byte value)
    {
        for (var at = 0; at < Example().Length; at++)
        {
            var damaged = Example();
            damaged[at] = value;
            try
            {
                ReadAll(damaged);
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith("tiny: at offset ", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void RequireWhole_OfAFileWithoutItsEnd_SaysThatItIsDamaged()
    {
        using var folder = new TempFolder();
        var path = folder.File("libtiny.so");
        File.WriteAllBytes(path, Example());
        ElfFile.RequireWhole(path);

        File.WriteAllBytes(path, Example()[..^1]);
        var error = Assert.Throws<InvalidDataException>(() => ElfFile.RequireWhole(path));

        Assert.Contains(
            $"the file has {Example().Length - 1} in all: it is damaged, or its download broke off.", error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no library at all, but long enough to have room for the header of one, which is 64 bytes")]
    public void RequireWhole_OfAnotherFile_SaysWhatWasExpected(string text)
    {
        using var folder = new TempFolder();

        Assert.Throws<InvalidDataException>(() => ElfFile.RequireWhole(folder.Write("libtiny.so", text)));
    }

    private static void ReadAll(byte[] bytes)
    {
        var elf = new ElfFile(bytes, "tiny");
        _ = elf.Needs();
        _ = elf.Symbols().ToList();
    }
}
