using System.Buffers.Binary;
using System.Text;

namespace Grokking.Training.Torch;

/// <summary>
/// A 64-bit little-endian ELF file, as far as the versions of its symbols go. Nothing in it is believed: each read is checked
/// against the file's length, and what does not fit is an <see cref="InvalidDataException"/> with the path and the offset.
/// </summary>
internal sealed class ElfFile
{
    /// <summary>Section types of the ELF specification and of its GNU extensions.</summary>
    public const uint DynamicSymbols = 11, SymbolVersions = 0x6fffffff, VersionNeeds = 0x6ffffffe;

    /// <summary>Flag of a version that a library may lack.</summary>
    public const ushort Weak = 2;

    private const int HeaderSize = 64, ProgramHeaderSize = 56, SectionHeaderSize = 64, SymbolSize = 24;
    private readonly Memory<byte> bytes;
    private readonly string path;

    /// <summary>Looks at a file's bytes, which are not copied.</summary>
    /// <param name="bytes">The file, or its beginning.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="InvalidDataException">It is not a 64-bit little-endian ELF file.</exception>
    public ElfFile(Memory<byte> bytes, string path)
    {
        (this.bytes, this.path) = (bytes, path);
        if (!At(0, HeaderSize)[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw Wrong(0, "expected a 64-bit little-endian ELF file");
        }
    }

    /// <summary>One section.</summary>
    /// <param name="Type">What it holds.</param>
    /// <param name="Offset">Where it begins in the file.</param>
    /// <param name="Size">Its bytes.</param>
    /// <param name="Link">Number of the section that it refers to.</param>
    public readonly record struct Section(uint Type, long Offset, long Size, int Link);

    /// <summary>A version that the file wants of a library.</summary>
    /// <param name="Name">Such as GLIBCXX_3.4.32.</param>
    /// <param name="Index">What symbols of this version have in the section of versions.</param>
    /// <param name="FlagsAt">Where its 16 bits of flags are.</param>
    public readonly record struct VersionNeed(string Name, ushort Index, long FlagsAt);

    /// <summary>A dynamic symbol.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="NameAt">Where the name begins in the file.</param>
    /// <param name="Version">Index of its version, without the bit that hides a definition.</param>
    /// <param name="VersionAt">Where the 16 bits of the index are.</param>
    public readonly record struct Symbol(string Name, long NameAt, ushort Version, long VersionAt);

    /// <summary>Throws when a file is shorter than its header says: the loader would end the process when it reads beyond the
    /// end.</summary>
    /// <exception cref="InvalidDataException">It is too short, or no ELF file.</exception>
    public static void RequireWhole(string path)
    {
        using var file = InputFile.Open(path);
        var head = new byte[Math.Min(file.Length, 4096)];
        file.ReadExactly(head);
        var elf = new ElfFile(head, path);
        foreach (var (offset, size) in elf.Segments())
        {
            if (offset < 0 || size < 0 || offset > file.Length - size)
            {
                throw elf.Wrong(
                    offset, $"expected {size} bytes more, the file has {file.Length} in all: it is damaged, or its download "
                        + "broke off");
            }
        }
    }

    /// <summary>The one section of a type.</summary>
    /// <exception cref="InvalidDataException">There is none, or more than one.</exception>
    public Section Only(uint type)
    {
        var all = Enumerable.Range(0, U16(60)).Select(SectionAt).Where(section => section.Type == type).ToList();
        return all is [var only] ? only : throw Wrong(0, $"expected one section of type {type:x}, got {all.Count}");
    }

    /// <summary>Where the strings are that a section refers to.</summary>
    public Section StringsOf(Section section) => SectionAt(section.Link);

    /// <summary>The versions that are wanted, of all libraries.</summary>
    public IReadOnlyList<VersionNeed> Needs()
    {
        var section = Only(VersionNeeds);
        var strings = StringsOf(section);
        var needs = new List<VersionNeed>();
        for (var (library, next) = (section.Offset, 1u); next != 0; library += next)
        {
            var version = library + U32(library + 8);
            for (var i = 0; i < U16(library + 2); i++, version += U32(version + 12))
            {
                needs.Add(new VersionNeed(TextAt(strings.Offset + U32(version + 8)), U16(version + 6), version + 4));
            }
            next = U32(library + 12);
        }
        return needs;
    }

    /// <summary>The dynamic symbols, in their order.</summary>
    public IEnumerable<Symbol> Symbols()
    {
        var (symbols, versions) = (Only(DynamicSymbols), Only(SymbolVersions));
        var strings = StringsOf(symbols);
        for (long i = 0; i < symbols.Size / SymbolSize; i++)
        {
            var (name, version) = (strings.Offset + U32(symbols.Offset + (i * SymbolSize)), versions.Offset + (2 * i));
            yield return new Symbol(TextAt(name), name, (ushort)(U16(version) & 0x7fff), version);
        }
    }

    /// <summary>Some bytes of the file, which can be changed.</summary>
    /// <exception cref="InvalidDataException">They are not all in it.</exception>
    public Span<byte> At(long offset, long count) => offset >= 0 && count >= 0 && offset <= bytes.Length - count
        ? bytes.Span.Slice((int)offset, (int)count)
        : throw Wrong(offset, $"expected {count} bytes, the file has {bytes.Length} in all");

    /// <summary>Overwrites 16 bits.</summary>
    public void Set(long offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(At(offset, 2), value);

    /// <summary>An error with the path and the place.</summary>
    public InvalidDataException Wrong(long offset, string problem) => new($"{path}: at offset {offset}: {problem}.");

    private IEnumerable<(long Offset, long Size)> Segments()
    {
        const uint Load = 1;
        return from i in Enumerable.Range(0, U16(56))
               let header = I64(32) + (i * ProgramHeaderSize)
               where U32(header) == Load
               select (I64(header + 8), I64(header + 32));
    }

    private Section SectionAt(int number)
    {
        var header = I64(40) + ((long)number * SectionHeaderSize);
        _ = At(header, SectionHeaderSize);
        return new Section(U32(header + 4), I64(header + 24), I64(header + 32), (int)U32(header + 40));
    }

    private string TextAt(long offset)
    {
        var rest = At(offset, Math.Min(512, bytes.Length - offset));
        var end = rest.IndexOf((byte)0);
        return end >= 0
            ? Encoding.ASCII.GetString(rest[..end]) : throw Wrong(offset, "expected a name that ends within 512 bytes");
    }

    private ushort U16(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(At(offset, 2));

    private uint U32(long offset) => BinaryPrimitives.ReadUInt32LittleEndian(At(offset, 4));

    private long I64(long offset) => BinaryPrimitives.ReadInt64LittleEndian(At(offset, 8));
}
