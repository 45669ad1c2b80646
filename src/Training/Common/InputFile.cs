using System.Security.Cryptography;
using System.Text;

namespace Grokking.Training;

/// <summary>
/// Opens files for reading: the one door, behind which lie regular files alone. A pipe would be waited for without end, a device
/// such as <c>/dev/zero</c> read without end. Symbolic links are followed.
/// </summary>
public static class InputFile
{
    /// <summary>Bytes of the largest text that is read whole: twice the pairs of the largest modulus, written one a
    /// line.</summary>
    public const int LargestText = 1 << 25;

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="buffer">Bytes that the stream reads ahead; 0 for a reader that asks for much at a time.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is a folder, a pipe or a device, or empty.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path, int buffer = 4096)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireRegular(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, buffer);
    }

    /// <summary>Reads all of a file that is meant to be small.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Open"/>, or it is larger than
    /// <see cref="LargestText"/>.</exception>
    public static byte[] ReadBytes(string path)
    {
        using var stream = Open(path, buffer: 0);
        if (stream.Length > LargestText)
        {
            throw new InvalidDataException($"{path}: expected a text of at most {LargestText} bytes, got {stream.Length}.");
        }
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Reads all of a text that is meant to be small, UTF-8 unless its first bytes say otherwise.</summary>
    /// <inheritdoc cref="ReadBytes"/>
    public static string ReadText(string path)
    {
        using var reader = new StreamReader(new MemoryStream(ReadBytes(path)), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Opens a text, UTF-8 unless its first bytes say otherwise.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Open"/>.</exception>
    public static StreamReader OpenText(string path) => new(Open(path), Encoding.UTF8);

    // Pipes, devices and the files of /proc have no length, whatever they hold. Nothing tells them from an empty file without
    // opening them, and opening a pipe is what must not be done.
    private static void RequireRegular(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            // A file that is not there is reported by who opens it.
            if (Directory.Exists(path))
            {
                throw new InvalidDataException($"{path}: expected a file, got a folder.");
            }
            return;
        }
        // A link whose target has no name, such as /dev/stdin, exists all the same.
        if ((file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is not FileInfo { Exists: true, Length: > 0 })
        {
            throw new InvalidDataException(
                $"{path}: expected a regular file, got an empty one, a pipe, a device or a link that leads nowhere.");
        }
    }
}

/// <summary>Names a file's content, for provenance.</summary>
public static class FileHash
{
    /// <summary>SHA-256 of a file's bytes, lower-case hexadecimal.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static string Sha256(string path)
    {
        using var stream = InputFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

/// <summary>
/// What reading one file may cost beside the numbers of its tensors. Readers charge every object before they make it, and nothing
/// is given back, so that the budget bounds the memory and, since all work makes objects, the time too: a small file cannot
/// unpack, repeat or nest its way to a large one.
/// </summary>
/// <param name="file">The path that the message begins with.</param>
/// <param name="length">Bytes of the file.</param>
internal sealed class ReadBudget(string file, long length)
{
    // 64 MB and 8 times the file, less what is not charged: buffers, and the slack of estimates.
    private const long Always = 48_000_000;
    private const long PerByte = 7;

    /// <summary>Four million objects, which no checkpoint of this field has; it bounds the time that large files take.</summary>
    private const long Most = 256_000_000;

    private readonly long allowed = Math.Min(Most, Always + (PerByte * Math.Min(length, Most)));
    private long charged;

    /// <summary>Charges memory that is about to be taken.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="place">Where in the file, for the message; may be empty.</param>
    /// <exception cref="InvalidDataException">It is more than is left.</exception>
    public void Charge(long bytes, string place = "")
    {
        if (!TryCharge(bytes))
        {
            throw new InvalidDataException($"{file}: {Problem}{(place.Length == 0 ? "" : $" ({place})")}.");
        }
    }

    /// <summary>Charges memory that is about to be taken.</summary>
    /// <returns>False when it is more than is left.</returns>
    public bool TryCharge(long bytes)
    {
        charged += bytes;
        return charged <= allowed;
    }

    /// <summary>What is wrong with a file that costs more, in words.</summary>
    public string Problem =>
        $"it unpacks, repeats or nests to more than {allowed / 1_000_000} MB, the most that reading a file of {length} bytes may "
            + "take beside its tensors";
}
