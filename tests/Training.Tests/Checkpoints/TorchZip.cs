using System.IO.Compression;
using System.Text;

namespace Grokking.Training.Tests;

/// <summary>Writes zip files as torch.save lays them out, around a pickle made by hand.</summary>
internal static class TorchZip
{
    public static void Write(string path, byte[] pickle, params (string Name, byte[] Content)[] others) =>
        WriteEntries(path, CompressionLevel.NoCompression, [("archive/data.pkl", pickle), .. others]);

    public static void WriteEntries(string path, CompressionLevel level, params (string Name, byte[] Content)[] entries) =>
        File.WriteAllBytes(path, Compose(level, entries));

    public static byte[] Compose(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = zip.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }
        return memory.ToArray();
    }

    /// <summary>Numbers 0, 1, 2, … as float32 bytes.</summary>
    public static byte[] Floats(int count) => [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((float)i))];

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
