using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Grokking.Training;

/// <summary>The zip file that <c>torch.save</c> writes. Nothing is ever extracted to a path; what an entry claims is compared
/// with the size of the file before memory is taken for it.</summary>
internal sealed class TorchArchive : IDisposable
{
    private const string PickleName = "data.pkl";

    private const int MaxByteOrderBytes = 16;

    /// <summary>What the zip reader makes of each byte of the directory, which lists nothing shorter than 46 bytes.</summary>
    private const int DirectoryBytes = 20;

    /// <summary>A number of one byte becomes a float32.</summary>
    private const int LargestGrowth = sizeof(float);

    private readonly string path;
    private readonly ZipArchive zip;
    private readonly Dictionary<string, ZipArchiveEntry> entries = [];
    private readonly string root;

    /// <summary>Opens and checks the archive of a stream that can seek; disposing of the archive closes the stream.</summary>
    /// <exception cref="InvalidDataException">The file is no such zip, or a damaged or dangerous one.</exception>
    public TorchArchive(Stream stream, string path)
    {
        this.path = path;
        Budget = new ReadBudget(path, stream.Length);
        TorchSignature.RequireZip(stream, path);
        var inDirectory = true;
        zip = Guard(() =>
            new ZipArchive(
                new TappedStream(stream, read => Budget.Charge(inDirectory ? DirectoryBytes * read.Length : 0)),
                ZipArchiveMode.Read));
        foreach (var entry in Guard(() => zip.Entries))
        {
            Check(entry);
        }
        inDirectory = false;
        RequireHonestSizes(stream.Length);
        root = FindRoot();
        RequireLittleEndian();
    }

    /// <summary>What may still be made of the file.</summary>
    public ReadBudget Budget { get; }

    /// <inheritdoc/>
    public void Dispose() => zip.Dispose();

    /// <summary>The pickle that describes the file's values.</summary>
    /// <exception cref="InvalidDataException">It is too large, or the file is damaged.</exception>
    public byte[] ReadPickle() => ReadWhole(entries[root + PickleName]);

    /// <summary>All numbers of a storage as float32.</summary>
    /// <exception cref="InvalidDataException">The storage is absent, shorter than it should be, or damaged.</exception>
    public float[] ReadStorage(TorchStorage storage)
    {
        var name = $"{root}data/{storage.Key}";
        var entry = entries.GetValueOrDefault(name)
            ?? throw Error($"has no entry '{ForeignText.Show(name)}' that its tensors ask for");
        var needed = (long)storage.Count * storage.Format.Size;
        if (entry.Length < needed)
        {
            var numbersNeeded = $"its {storage.Count} numbers of type {storage.Format.Torch} take {needed}";
            throw Error($"entry '{ForeignText.Show(name)}' has {entry.Length} bytes, {numbersNeeded}");
        }
        // Numbers that lie in the file are its tensors; what compression adds to them is not.
        Budget.Charge(Math.Max(0, LargestGrowth * (entry.Length - entry.CompressedLength)), name);
        var numbers = new float[storage.Count];
        Unpack(entry, source => ElementReader.Fill(source, storage.Format, numbers));
        return numbers;
    }

    private void Check(ZipArchiveEntry entry)
    {
        var name = entry.FullName;
        if (Path.IsPathRooted(name) || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Contains(".."))
        {
            throw Error($"entry '{ForeignText.Show(name)}' points outside the archive");
        }
        if (entry.IsEncrypted)
        {
            throw Error($"entry '{ForeignText.Show(name)}' is encrypted");
        }
        if (!entries.TryAdd(name, entry))
        {
            throw Error($"entry '{ForeignText.Show(name)}' occurs twice");
        }
        if (entry.CompressedLength < 0 || entry.Length is < 0 or > long.MaxValue / DirectoryBytes)
        {
            throw Error($"entry '{ForeignText.Show(name)}' claims {entry.Length} bytes packed into {entry.CompressedLength}");
        }
    }

    /// <summary>Entries that share their bytes are how a small zip unpacks to a large one without any compression.</summary>
    private void RequireHonestSizes(long fileLength)
    {
        var packed = entries.Values.Sum(entry => (decimal)entry.CompressedLength);
        if (packed > fileLength)
        {
            throw Error($"its entries claim {packed} bytes of a file of {fileLength}");
        }
    }

    private string FindRoot()
    {
        var pickles = entries.Keys
            .Where(name => name == PickleName || name.EndsWith("/" + PickleName, StringComparison.Ordinal)).ToArray();
        return pickles.Length == 1
            ? pickles[0][..^PickleName.Length]
            : throw Error($"expected one entry {PickleName} as torch.save writes it, got {pickles.Length}");
    }

    private void RequireLittleEndian()
    {
        if (!entries.TryGetValue(root + "byteorder", out var entry))
        {
            return;
        }
        var order = entry.Length <= MaxByteOrderBytes ? Encoding.ASCII.GetString(ReadWhole(entry)).Trim() : "?";
        if (order != "little")
        {
            throw Error($"its numbers are in byte order '{ForeignText.Show(order)}', only 'little' is read; "
                + "save it again on a little-endian machine");
        }
    }

    private byte[] ReadWhole(ZipArchiveEntry entry)
    {
        Budget.Charge(entry.Length, entry.FullName);
        var bytes = new byte[entry.Length];
        Unpack(entry, source => source.ReadExactly(bytes));
        return bytes;
    }

    /// <summary>Reads an entry to its end and compares the checksum of what came with the one that is stored.</summary>
    private void Unpack(ZipArchiveEntry entry, Action<Stream> read)
    {
        var crc = new Crc32();
        Guard(() =>
        {
            using var source = new TappedStream(entry.Open(), crc.Append);
            read(source);
            source.CopyTo(Stream.Null);
            return true;
        });
        if (crc.GetCurrentHashAsUInt32() != entry.Crc32)
        {
            throw Error(
                $"entry '{ForeignText.Show(entry.FullName)}' is damaged: its checksum is {entry.Crc32:X8}, its bytes give "
                + $"{crc.GetCurrentHashAsUInt32():X8}. A file that torch.save wrote without checksums has to be saved again with "
                + "them");
        }
    }

    /// <summary>The zip reader's own complaints, with the path.</summary>
    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException
            && !error.Message.StartsWith(path + ": ", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: the zip is damaged: {error.Message}", error);
        }
    }

    private InvalidDataException Error(string problem) => new($"{path}: {problem}.");
}

/// <summary>Tells a torch zip from the older formats by the first bytes, so that the message can say what to do.</summary>
internal static class TorchSignature
{
    private const string Resave = "load it in Python and save it again with torch.save of PyTorch 1.6 or later";

    /// <summary>Requires a zip and returns the stream to its beginning.</summary>
    /// <exception cref="InvalidDataException">The file is something else.</exception>
    public static void RequireZip(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[16];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (!start.StartsWith("PK\x03\x04"u8))
        {
            throw new InvalidDataException($"{path}: {Problem(start)}.");
        }
    }

    /// <summary>Before 1.6 a file began with a pickle of the number 0x1950a86a20f9469cfc6c; before 0.1.10 it was a tar file of
    /// pickles.</summary>
    private static string Problem(ReadOnlySpan<byte> start) => start switch
    {
        [] => "the file is empty",
        [0x80, _, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, ..] =>
            $"written in the format of PyTorch before 1.6, which is not read; {Resave}",
        [0x80, >= 2 and <= 5, ..] => $"a bare pickle, not a file of torch.save; {Resave}",
        _ => $"expected a zip file as torch.save writes it; if it is an old checkpoint, {Resave}",
    };
}

/// <summary>A stream whose bytes are shown to somebody as they are read. Disposing of it disposes of the inner stream.</summary>
/// <param name="inner">Where the bytes come from.</param>
/// <param name="tap">Shown what each call read; what it throws reaches the reader.</param>
internal sealed class TappedStream(Stream inner, TappedStream.Tap tap) : Stream
{
    /// <summary>Sees bytes that were read.</summary>
    public delegate void Tap(ReadOnlySpan<byte> read);

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        tap(buffer[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush() => inner.Flush();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
        base.Dispose(disposing);
    }
}
