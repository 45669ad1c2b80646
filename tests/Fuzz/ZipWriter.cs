using System.IO.Compression;

namespace Grokking.Fuzz;

/// <summary>An entry of a zip.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">What it holds.</param>
/// <param name="IsPacked">Whether it is deflated.</param>
internal sealed record ZipItem(string Name, byte[] Content, bool IsPacked = false);

/// <summary>Writes and takes apart the zip files of <c>torch.save</c>.</summary>
internal static class ZipWriter
{
    /// <summary>The name of the pickle in the archive's folder.</summary>
    public const string Pickle = "archive/data.pkl";

    public static byte[] Write(IEnumerable<ZipItem> items)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create))
        {
            foreach (var item in items)
            {
                var entry = zip.CreateEntry(item.Name, item.IsPacked ? CompressionLevel.Fastest : CompressionLevel.NoCompression);
                entry.LastWriteTime = new DateTimeOffset(2023, 1, 12, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(item.Content);
            }
        }
        return memory.ToArray();
    }

    /// <summary>The entries of a sound zip.</summary>
    public static List<ZipItem> Read(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        return [.. zip.Entries.Select(entry =>
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            return new ZipItem(entry.FullName, content.ToArray(), entry.CompressedLength != entry.Length);
        })];
    }

    /// <summary>The file that <c>torch.save</c> would write of a pickle.</summary>
    public static byte[] WriteTorch(PickleWriter pickle, bool isPacked = false) => Write(
    [
        new(Pickle, pickle.Stop(), isPacked),
        new("archive/byteorder", "little"u8.ToArray()),
        .. pickle.Storages.Select((numbers, key) => new ZipItem($"archive/data/{key}", numbers, isPacked)),
        new("archive/version", "3\n"u8.ToArray()),
    ]);
}
