using System.IO.Compression;
using System.Text;

namespace Grokking.Training;

/// <summary>The zip file that <c>torch.save</c> writes. Nothing is ever extracted to a path; what an entry claims is compared
/// with the size of the file before memory is taken for it.</summary>
internal sealed class TorchArchive : IDisposable
{
    private const string PickleName = "data.pkl";

    /// <summary>Far above any list of losses; the numbers of tensors are not in the pickle.</summary>
    private const int MaxPickleBytes = 1 << 28;

    private const int MaxByteOrderBytes = 16;

    /// <summary>PyTorch does not compress. A file packed anew by another tool may be compressed, but one that unpacks beyond
    /// these bounds is taken for a bomb: the first holds for an entry, the others for all together.</summary>
    private const long MaxInflated = 4L << 30;
    private const long AlwaysInflated = 1 << 24;
    private const long MaxInflation = 64;

    private readonly string path;
    private readonly ZipArchive zip;
    private readonly Dictionary<string, ZipArchiveEntry> entries = [];
    private readonly string root;

    /// <summary>Opens and checks the archive of a stream that can seek; disposing of the archive closes the stream.</summary>
    /// <exception cref="InvalidDataException">The file is no such zip, or a damaged or dangerous one.</exception>
    public TorchArchive(Stream stream, string path)
    {
        this.path = path;
        FileLength = stream.Length;
        TorchSignature.RequireZip(stream, path);
        zip = Guard(() => new ZipArchive(stream, ZipArchiveMode.Read));
        foreach (var entry in Guard(() => zip.Entries))
        {
            Check(entry);
        }
        RequireHonestSizes();
        root = FindRoot();
        RequireLittleEndian();
    }

    /// <summary>Bytes of the whole file.</summary>
    public long FileLength { get; }

    /// <inheritdoc/>
    public void Dispose() => zip.Dispose();

    /// <summary>The pickle that describes the file's values.</summary>
    /// <exception cref="InvalidDataException">It is too large, or the file is damaged.</exception>
    public byte[] ReadPickle() => ReadWhole(root + PickleName, MaxPickleBytes);

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
        var numbers = new float[storage.Count];
        Guard(() =>
        {
            using var source = entry.Open();
            ElementReader.Fill(source, storage.Format, numbers);
            return true;
        });
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
        var (packed, unpacked) = (entry.CompressedLength, entry.Length);
        if (packed < 0 || unpacked < 0 || (unpacked > MaxInflated && unpacked > packed))
        {
            throw Error($"entry '{ForeignText.Show(name)}' claims {unpacked} bytes packed into {packed}");
        }
    }

    /// <summary>Entries that share their bytes are how a small zip unpacks to a large one without any compression.</summary>
    private void RequireHonestSizes()
    {
        var packed = entries.Values.Sum(entry => (decimal)entry.CompressedLength);
        var unpacked = entries.Values.Sum(entry => (decimal)entry.Length);
        if (packed > FileLength || unpacked > Math.Max(AlwaysInflated, FileLength * MaxInflation))
        {
            throw Error($"its entries claim {unpacked} bytes packed into {packed}, of a file of {FileLength}");
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
        var name = root + "byteorder";
        if (!entries.ContainsKey(name))
        {
            return;
        }
        var order = Encoding.ASCII.GetString(ReadWhole(name, MaxByteOrderBytes)).Trim();
        if (order != "little")
        {
            throw Error($"its numbers are in byte order '{ForeignText.Show(order)}', only 'little' is read; "
                + "save it again on a little-endian machine");
        }
    }

    private byte[] ReadWhole(string name, int maximum)
    {
        var entry = entries[name];
        if (entry.Length > maximum)
        {
            throw Error($"entry '{name}' has {entry.Length} bytes, at most {maximum} are read");
        }
        var bytes = new byte[entry.Length];
        return Guard(() =>
        {
            using var source = entry.Open();
            source.ReadExactly(bytes);
            return bytes;
        });
    }

    /// <summary>The zip reader's own complaints, with the path.</summary>
    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"{path}: the zip is damaged: {error.Message}", error);
        }
    }

    private InvalidDataException Error(string problem) => new($"{path}: {problem}.");
}
