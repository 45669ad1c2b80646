namespace Grokking.Training.Torch.Tests;

public sealed class LibTorchSharpRepairTests
{
    private const string Wanted = "_ZSt21ios_base_library_initv", Older = "_ZNSt8ios_base4InitC1Ev";
    private static readonly (string Name, ushort Index)[] Versions =
        [("CXXABI_1.3", 4), ("GLIBCXX_3.4.32", 18), ("GLIBCXX_3.4", 2)];

    [Fact]
    public void Apply_GivesTheSymbolTheOldNameAndVersion_AndLetsTheNewVersionLack()
    {
        var bytes = TinyElf.WithVersions([("_ZSt4cout", 2), (Wanted, 18), ("__gxx_personality_v0", 4)], Versions);
        var before = (byte[])bytes.Clone();

        LibTorchSharpRepair.Apply(bytes, "tiny");

        var elf = new ElfFile(bytes, "tiny");
        Assert.Equal(
            [("", (ushort)0), ("_ZSt4cout", 2), (Older, 2), ("__gxx_personality_v0", 4)],
            elf.Symbols().Select(symbol => (symbol.Name, symbol.Version)));
        Assert.Equal(Versions, elf.Needs().Select(need => (need.Name, need.Index)));
        Assert.Equal([(ushort)0, ElfFile.Weak, 0], elf.Needs().Select(need => BitConverter.ToUInt16(elf.At(need.FlagsAt, 2))));
        Assert.Equal(
            Wanted.Length - Common(Wanted, Older) + 2, Enumerable.Range(0, bytes.Length).Count(i => bytes[i] != before[i]));
    }

    [Fact]
    public void Apply_Twice_IsRefused()
    {
        var bytes = TinyElf.WithVersions([(Wanted, 18)], Versions);
        LibTorchSharpRepair.Apply(bytes, "tiny");

        Assert.Throws<InvalidDataException>(() => LibTorchSharpRepair.Apply(bytes, "tiny"));
    }

    public static TheoryData<string, (string, ushort)[], (string, ushort)[]> Others => new()
    {
        { "expected _ZSt21ios_base_library_initv alone to want GLIBCXX_3.4.32, got ''", [("_ZSt4cout", 2)], Versions },
        { "expected _ZSt21ios_base_library_initv alone to want GLIBCXX_3.4.32, got '_ZSt21ios_base_library_initv', 'another'",
            [(Wanted, 18), ("another", 18)], Versions },
        { "expected _ZSt21ios_base_library_initv alone to want GLIBCXX_3.4.32, got 'another'", [("another", 18)], Versions },
        { "expected _ZSt21ios_base_library_initv once, and no other name that shares it", [(Wanted, 18), (Wanted, 2)], Versions },
        { "expected _ZSt21ios_base_library_initv once, and no other name that shares it", [(Wanted, 18), ("my" + Wanted, 2)],
            Versions },
        { "expected to find GLIBCXX_3.4.32 wanted once, got 0", [(Wanted, 18)], [("GLIBCXX_3.4", 2)] },
        { "expected to find GLIBCXX_3.4 wanted once, got 0", [(Wanted, 18)], [("GLIBCXX_3.4.32", 18)] },
    };

    [Theory, MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void Apply_ToAnotherFile_SaysWhatDiffersAndChangesNothing(
        string message, (string, ushort)[] symbols, (string, ushort)[] versions)
    {
        var bytes = TinyElf.WithVersions(symbols, versions);
        var before = (byte[])bytes.Clone();

        var error = Assert.Throws<InvalidDataException>(() => LibTorchSharpRepair.Apply(bytes, "tiny"));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, bytes);
    }

    [Fact]
    public void CopyOf_AFileWithAnotherHash_IsNone()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("libLibTorchSharp.so"), TinyElf.WithVersions([(Wanted, 18)], Versions));

        Assert.Null(LibTorchSharpRepair.CopyOf(folder.File("libLibTorchSharp.so"), folder.File("copies")));
        Assert.False(Directory.Exists(folder.File("copies")));
    }

    [Fact]
    public void CopyOf_ThatOfTheBuild_ChangesThreePlacesOfACopyAlone()
    {
        using var folder = new TempFolder();
        var original = Original();
        var before = File.ReadAllBytes(original);

        var copy = LibTorchSharpRepair.CopyOf(original, folder.File("copies"))!;

        var after = File.ReadAllBytes(copy);
        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).ToList();
        Assert.Equal(before, File.ReadAllBytes(original));
        Assert.Equal(before.Length, after.Length);
        Assert.Equal(Wanted.Length - Common(Wanted, Older) + 2, changed.Count);
        Assert.Equal(Names(before).Select(name => name == Wanted ? Older : name), Names(after));
        Assert.Single(Names(after), Older);
    }

    [Fact]
    public void CopyOf_WhereACopyIs_KeepsAWholeOneAndReplacesADamagedOne()
    {
        using var folder = new TempFolder();
        var original = Original();
        var copy = LibTorchSharpRepair.CopyOf(original, folder.Path)!;
        var (whole, written) = (File.ReadAllBytes(copy), File.GetLastWriteTimeUtc(copy));

        LibTorchSharpRepair.CopyOf(original, folder.Path);
        Assert.Equal(written, File.GetLastWriteTimeUtc(copy));

        File.WriteAllBytes(copy, whole[..1000]);
        LibTorchSharpRepair.CopyOf(original, folder.Path);
        Assert.Equal(whole, File.ReadAllBytes(copy));
        Assert.Equal([copy], Directory.EnumerateFiles(folder.Path));
    }

    private static IEnumerable<string> Names(byte[] file) => new ElfFile(file, "").Symbols().Select(symbol => symbol.Name);

    private static string Original()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && TorchPackage.Platform == "linux-x64",
            "the native part for Linux and x64 is repaired; run it there");
        return TorchRuntime.OriginalNative();
    }

    private static int Common(string left, string right) =>
        left.Zip(right.PadRight(left.Length, '\0')).Count(pair => pair.First == pair.Second);
}
