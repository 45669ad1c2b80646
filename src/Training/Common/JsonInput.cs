using System.Text;
using System.Text.Json;

namespace Grokking.Training;

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
