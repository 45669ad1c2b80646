using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

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

/// <summary>
/// JSON that anybody may have written, checked in one pass before anything is built of it: no key occurs twice in an object,
/// since two readers would see two different files; every text is valid Unicode; and it does not take much more memory than it
/// has bytes.
/// </summary>
public static class JsonInput
{
    // What a document and then objects made of it take, at most.
    private const int TokenBytes = 28;
    private const int NameBytes = 80;
    private const int ObjectBytes = 512;

    private static readonly JsonReaderOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file: UTF-8, or UTF-16 with a byte order mark.</param>
    /// <returns>The checked JSON as UTF-8, without a byte order mark; it may have comments and trailing commas.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no regular file, too large, not JSON, or has a key twice; the message names
    /// the file, and the key with its place.</exception>
    public static byte[] ReadFile(string path)
    {
        var bytes = InputFile.ReadBytes(path);
        var json = bytes switch
        {
            [0xEF, 0xBB, 0xBF, .. var rest] => rest,
            [0xFF, 0xFE, .. var rest] => Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(rest)),
            [0xFE, 0xFF, .. var rest] => Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(rest)),
            _ => bytes,
        };
        Check(json, path, new ReadBudget(path, bytes.Length));
        return json;
    }

    /// <summary>Checks a text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call it.</param>
    /// <returns>The checked JSON as UTF-8; it may have comments and trailing commas.</returns>
    /// <exception cref="InvalidDataException">It is not JSON, has a key twice or a text that is no Unicode.</exception>
    public static byte[] Check(string json, string source)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        Check(bytes, source, new ReadBudget(source, bytes.Length));
        return bytes;
    }

    /// <summary>Checks JSON in UTF-8.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Check(string, string)"/>.</exception>
    internal static void Check(ReadOnlySpan<byte> json, string source, ReadBudget budget)
    {
        var reader = new Utf8JsonReader(json, Lenient);
        try
        {
            Walk(ref reader, json, source, budget);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{source}: not JSON: {ForeignText.Show(error.Message, 300)}", error);
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidDataException(
                $"{source}: line {Line(json, reader)} has a text that is not valid Unicode, such as half of a surrogate pair.",
                error);
        }
    }

    private static void Walk(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string source, ReadBudget budget)
    {
        // Keys are null for an array, whose objects go by the array's name.
        var open = new Stack<(string Name, HashSet<string>? Keys)>();
        var name = "";
        while (reader.Read())
        {
            budget.Charge(TokenBytes + (2 * reader.ValueSpan.Length));
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    budget.Charge(ObjectBytes);
                    open.Push((name, []));
                    break;
                case JsonTokenType.StartArray:
                    open.Push((name, null));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    name = open.Pop().Name;
                    break;
                case JsonTokenType.PropertyName:
                    budget.Charge(NameBytes + (4 * reader.ValueSpan.Length));
                    name = reader.GetString()!;
                    if (!open.Peek().Keys!.Add(name))
                    {
                        throw new InvalidDataException($"{source}: '{ForeignText.Show(name)}' occurs twice{Within(open)}, "
                            + $"the second time on line {Line(json, reader)}; keep one of them.");
                    }
                    break;
                case JsonTokenType.String:
                    _ = reader.GetString();
                    break;
            }
        }
    }

    private static string Within(IEnumerable<(string Name, HashSet<string>? Keys)> open)
    {
        var path = string.Join('.',
            open.Reverse().Where(container => container.Keys is not null && container.Name.Length > 0)
                .Select(container => container.Name));
        return path.Length == 0 ? "" : $" in '{ForeignText.Show(path)}'";
    }

    private static int Line(ReadOnlySpan<byte> json, Utf8JsonReader reader) =>
        1 + json[..(int)reader.TokenStartIndex].Count((byte)'\n');
}

/// <summary>Text that a file brought, made fit to be shown: an escape code must not act on a terminal, and a name that is written
/// from right to left must not turn what follows it around.</summary>
public static class ForeignText
{
    /// <summary>The beginning of a text, for a message or a table: as <see cref="Printable"/>, cut.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Characters that are shown: the default is for a name, more for the base library's words around
    /// one.</param>
    public static string Show(string text, int most = 100)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Printable(text[..Math.Min(text.Length, most)]) + (text.Length > most ? "…" : "");
    }

    /// <summary>The text with U+FFFD for each character that is not to be shown: control characters, line ends among them, those
    /// that only direct or join others (U+202E, U+200B), and halves of surrogate pairs.</summary>
    public static string Printable(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }
        // Half of a surrogate pair comes as U+FFFD.
        return string.Concat(text.EnumerateRunes().Select(rune => IsShown(rune) ? rune.ToString() : "\uFFFD"));
    }

    private static bool IsShown(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);
}
