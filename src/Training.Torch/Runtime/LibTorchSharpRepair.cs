using System.Security.Cryptography;
using System.Text;

namespace Grokking.Training.Torch;

/// <summary>
/// Makes a copy of TorchSharp's native part that loads where the C++ runtime is older than GCC 13's. One symbol alone asks for
/// that runtime, <c>std::ios_base_library_init()</c>, by which a program sets up its streams. Older runtimes do the same in the
/// constructor of <c>std::ios_base::Init</c>, which never touches the object that it is called on, and whose name is shorter.
/// </summary>
internal static class LibTorchSharpRepair
{
    /// <summary>SHA-256 of the only file that is repaired: libLibTorchSharp.so of TorchSharp 0.107.0 for Linux.</summary>
    public const string OriginalSha256 = "cf33b1b0bb6bbb9754a768fb5c5d04d9f498603be50e73f55621a0b40ee608b8";

    /// <summary>The version that the file wants and an older runtime has not.</summary>
    public const string WantedVersion = "GLIBCXX_3.4.32";

    private const string OlderVersion = "GLIBCXX_3.4";
    private const string WantedName = "_ZSt21ios_base_library_initv";
    private const string OlderName = "_ZNSt8ios_base4InitC1Ev";

    /// <summary>The repaired copy of a file, made where it is not there or differs; the file itself is never touched.</summary>
    /// <param name="path">The file.</param>
    /// <param name="folder">Where the copy is to be, under the file's own name; made when it is not there.</param>
    /// <returns>The copy's path, or null: it is not the file that can be repaired.</returns>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static string? CopyOf(string path, string folder)
    {
        var bytes = InputFile.ReadBytes(path);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != OriginalSha256)
        {
            return null;
        }
        Apply(bytes, path);
        var copy = Path.Combine(folder, Path.GetFileName(path));
        if (new FileInfo(copy) is not { Exists: true, Length: > 0 } || !InputFile.ReadBytes(copy).AsSpan().SequenceEqual(bytes))
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(copy, stream => stream.Write(bytes));
        }
        return copy;
    }

    /// <summary>Changes a file's bytes: the symbol gets the other name and its version, and the version that it had becomes one
    /// that may lack.</summary>
    /// <param name="bytes">The file; left as it is when it is not as expected.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="InvalidDataException">The symbol is not there once, or it is not the only one that wants the
    /// version.</exception>
    public static void Apply(byte[] bytes, string path)
    {
        var elf = new ElfFile(bytes, path);
        var (wanted, older) = (Need(elf, WantedVersion), Need(elf, OlderVersion));
        var symbol = Only(elf, wanted);
        var name = elf.At(symbol.NameAt, WantedName.Length);
        name.Clear();
        Encoding.ASCII.GetBytes(OlderName, name);
        elf.Set(symbol.VersionAt, older.Index);
        elf.Set(wanted.FlagsAt, ElfFile.Weak);
    }

    private static ElfFile.VersionNeed Need(ElfFile elf, string version)
    {
        var all = elf.Needs().Where(need => need.Name == version).ToList();
        return all is [var only] ? only : throw elf.Wrong(0, $"expected to find {version} wanted once, got {all.Count}");
    }

    // The name's bytes must be nobody else's: linkers let names share their ends.
    private static ElfFile.Symbol Only(ElfFile elf, ElfFile.VersionNeed wanted)
    {
        var symbols = elf.Symbols().ToList();
        var users = symbols.Where(symbol => symbol.Version == wanted.Index).ToList();
        if (users is not [{ Name: WantedName } only])
        {
            throw elf.Wrong(
                wanted.FlagsAt,
                $"expected {WantedName} alone to want {WantedVersion}, got "
                    + $"'{string.Join("', '", users.Select(user => user.Name))}'");
        }
        var sharing = symbols.Count(symbol => symbol.NameAt >= only.NameAt && symbol.NameAt <= only.NameAt + WantedName.Length);
        return sharing == 1 && Occurrences(elf) == 1 && elf.At(only.NameAt - 1, 1)[0] == 0
            ? only : throw elf.Wrong(only.NameAt, $"expected {WantedName} once, and no other name that shares it");
    }

    private static int Occurrences(ElfFile elf)
    {
        var strings = elf.StringsOf(elf.Only(ElfFile.DynamicSymbols));
        return elf.At(strings.Offset, strings.Size).Count(Encoding.ASCII.GetBytes(WantedName));
    }
}
