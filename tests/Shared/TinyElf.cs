using System.Buffers.Binary;
using System.Text;

namespace Grokking;

/// <summary>
/// Hand-built 64-bit ELF files: one whose symbols want versions, as TorchSharp's native part does, and one that a loader loads
/// and whose first instruction is illegal.
/// </summary>
internal static class TinyElf
{
    private const int HeaderSize = 64, SegmentSize = 56, SectionSize = 64;

    /// <summary>A file with dynamic symbols that want versions of libstdc++.</summary>
    /// <param name="symbols">Each with the index of its version.</param>
    /// <param name="versions">The versions by their index.</param>
    public static byte[] WithVersions((string Name, ushort Version)[] symbols, params (string Name, ushort Index)[] versions)
    {
        var strings = new Strings();
        var symbolTable = new byte[24 * (symbols.Length + 1)];
        var symbolVersions = new byte[2 * (symbols.Length + 1)];
        for (var i = 0; i < symbols.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(symbolTable.AsSpan(24 * (i + 1)), strings.Add(symbols[i].Name));
            BinaryPrimitives.WriteUInt16LittleEndian(symbolVersions.AsSpan(2 * (i + 1)), symbols[i].Version);
        }
        var needs = Needs(strings, versions);
        return Assemble((11, 2, symbolTable), (3, 0, strings.Bytes), (0x6fffffff, 1, symbolVersions), (0x6ffffffe, 2, needs));
    }

    /// <summary>A library that ends the process which loads it, on Linux and x64.</summary>
    public static byte[] Deadly()
    {
        const int Dynamic = 0x200, Code = 0x300, Size = 0x400;
        var file = new byte[Size];
        Header(file, segments: 3, sectionsAt: 0, sections: 0);
        Segment(file, 0, type: 1, flags: 7, offset: 0, Size);
        Segment(file, 1, type: 2, flags: 6, Dynamic, 0x70);
        Segment(file, 2, type: 0x6474e551, flags: 6, offset: 0, 0);
        // Strings, their size, symbols, the size of one, and the code that runs first.
        (long Tag, long Value)[] entries = [(5, 0x180), (10, 1), (6, 0x1a0), (11, 24), (12, Code)];
        for (var i = 0; i < entries.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(Dynamic + (16 * i)), entries[i].Tag);
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(Dynamic + (16 * i) + 8), entries[i].Value);
        }
        "\u000f\u000b"u8.CopyTo(file.AsSpan(Code));
        return file;
    }

    private static byte[] Needs(Strings strings, (string Name, ushort Index)[] versions)
    {
        var needs = new byte[16 * (versions.Length + 1)];
        BinaryPrimitives.WriteUInt16LittleEndian(needs, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(needs.AsSpan(2), (ushort)versions.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(needs.AsSpan(4), strings.Add("libstdc++.so.6"));
        BinaryPrimitives.WriteUInt32LittleEndian(needs.AsSpan(8), 16);
        for (var i = 0; i < versions.Length; i++)
        {
            var entry = needs.AsSpan(16 * (i + 1));
            BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], versions[i].Index);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], strings.Add(versions[i].Name));
            BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], i + 1 < versions.Length ? 16u : 0);
        }
        return needs;
    }

    // Header, one segment over all of it, the sections' contents, their headers; the first section is the empty one.
    private static byte[] Assemble(params (uint Type, uint Link, byte[] Content)[] sections)
    {
        var file = new byte[HeaderSize + SegmentSize + sections.Sum(section =>
            section.Content.Length) + (SectionSize * (sections.Length + 1))];
        var table = file.Length - (SectionSize * (sections.Length + 1));
        Header(file, segments: 1, table, sections.Length + 1);
        Segment(file, 0, type: 1, flags: 5, offset: 0, file.Length);
        var offset = HeaderSize + SegmentSize;
        for (var i = 0; i < sections.Length; i++)
        {
            var (type, link, content) = sections[i];
            var header = file.AsSpan(table + (SectionSize * (i + 1)));
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type);
            BinaryPrimitives.WriteInt64LittleEndian(header[24..], offset);
            BinaryPrimitives.WriteInt64LittleEndian(header[32..], content.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[40..], link);
            content.CopyTo(file, offset);
            offset += content.Length;
        }
        return file;
    }

    private static void Header(byte[] file, int segments, long sectionsAt, int sections)
    {
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(file);
        (int At, ushort Value)[] halves = [(16, 3), (18, 62), (20, 1), (52, HeaderSize), (54, SegmentSize),
            (56, (ushort)segments), (58, SectionSize), (60, (ushort)sections)];
        foreach (var (at, value) in halves)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
        }
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(32), HeaderSize);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(40), sectionsAt);
    }

    private static void Segment(byte[] file, int number, uint type, uint flags, long offset, long size)
    {
        var header = file.AsSpan(HeaderSize + (SegmentSize * number));
        BinaryPrimitives.WriteUInt32LittleEndian(header, type);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], flags);
        foreach (var at in new[] { 8, 16, 24 })
        {
            BinaryPrimitives.WriteInt64LittleEndian(header[at..], offset);
        }
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], size);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], size);
        BinaryPrimitives.WriteInt64LittleEndian(header[48..], 0x1000);
    }

    private sealed class Strings
    {
        private readonly List<byte> bytes = [0];

        public byte[] Bytes => [.. bytes];

        public uint Add(string text)
        {
            var at = (uint)bytes.Count;
            bytes.AddRange(Encoding.ASCII.GetBytes(text + "\0"));
            return at;
        }
    }
}
