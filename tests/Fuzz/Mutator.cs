using System.Buffers.Binary;
using System.Text;

namespace Grokking.Fuzz;

/// <summary>Makes a damaged or hostile file of a sound one: byte by byte, or by what its format means.</summary>
internal sealed class Mutator
{
    private static readonly byte[] Bytes = [0, 1, 0x0A, (byte)'"', (byte)',', (byte)'[', (byte)'{', 0x7F, 0x80, 0xFF];
    private static readonly ushort[] Shorts = [0, 1, 8, 9, 12, 99, 0x7FFF, 0xFFFF];
    private static readonly uint[] Words = [0, 1, 46, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];
    private readonly Random random;
    private readonly JsonMutator json;
    private readonly PickleMutator pickle;

    /// <param name="random">Chooses: the same seed gives the same file.</param>
    /// <param name="paths">Paths that no reader may open.</param>
    public Mutator(Random random, IReadOnlyList<string> paths)
    {
        this.random = random;
        (json, pickle) = (new JsonMutator(random, paths), new PickleMutator(random));
    }

    /// <summary>A changed copy of a seed.</summary>
    public byte[] Mutate(Seed seed)
    {
        var content = random.Next(4) == 0 ? seed.Content : seed.Kind switch
        {
            SeedKind.Safetensors => MutateSafetensors(seed.Content),
            SeedKind.Torch => MutateZip(ZipWriter.Read(seed.Content)),
            SeedKind.Metrics or SeedKind.Timeline or SeedKind.Table => MutateTable(seed.Content),
            _ => Encoding.UTF8.GetBytes(json.Mutate(Encoding.UTF8.GetString(seed.Content))),
        };
        return ReferenceEquals(content, seed.Content) || random.Next(10) == 0 ? MutateBytes(content) : content;
    }

    private byte[] MutateBytes(byte[] content)
    {
        List<byte> bytes = [.. content];
        for (var times = 1 + random.Next(4); times > 0 && bytes.Count > 0; times--)
        {
            var (at, length) = (random.Next(bytes.Count), 0);
            length = random.Next(Math.Min(64, bytes.Count - at)) + 1;
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = Bytes[random.Next(Bytes.Length)];
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 5:
                    bytes.InsertRange(
                        at, Enumerable.Repeat(Bytes[random.Next(Bytes.Length)], random.Next(40) == 0 ? 50_000 : length));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>A changed header, or a changed config in it, with a length that agrees or not.</summary>
    private byte[] MutateSafetensors(byte[] content)
    {
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(content);
        var header = Encoding.UTF8.GetString(content, 8, length);
        var root = System.Text.Json.Nodes.JsonNode.Parse(header)!;
        if (root["__metadata__"]?["config"] is { } config && random.Next(2) == 0)
        {
            root["__metadata__"]!["config"] = json.Mutate(config.GetValue<string>());
            header = root.ToJsonString();
        }
        else
        {
            header = json.Mutate(header);
        }
        var bytes = Encoding.UTF8.GetBytes(header);
        var stated = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(stated, random.Next(20) == 0 ? (ulong)random.NextInt64() : (ulong)bytes.Length);
        var data = content[(8 + length)..];
        return [.. stated, .. bytes, .. random.Next(20) == 0 ? data[..random.Next(data.Length)] : data];
    }

    private byte[] MutateZip(List<ZipItem> items)
    {
        var what = random.Next(8);
        if (what < 5)
        {
            // The zip is sound here, so that every change reaches the pickle machine.
            var at = items.FindIndex(item => item.Name == ZipWriter.Pickle);
            var changedPickle = pickle.Mutate(items[at].Content);
            items[at] =
                items[at] with { Content = changedPickle, IsPacked = random.Next(2) == 0 || changedPickle.Length > 100_000 };
            return ZipWriter.Write(items);
        }
        var changed = random.Next(items.Count);
        switch (random.Next(6))
        {
            case 0:
                items.RemoveAt(changed);
                break;
            case 1:
                items.Add(items[changed]);
                break;
            case 2:
                string[] names = ["/etc/passwd", "archive/../../x", "archive\\x", "data.pkl", "archive/data/99",
                    "archive/byteorder", new string('n', 60_000)];
                items[changed] = items[changed] with { Name = names[random.Next(names.Length)] };
                break;
            case 3:
                items[changed] = items[changed]
                    with { Content = new byte[random.Next(30) == 0 ? 80_000_000 : random.Next(3000)], IsPacked = true };
                break;
            case 4:
                items.AddRange(Enumerable.Range(0, random.Next(30) == 0 ? 5_000 : random.Next(50))
                    .Select(i => new ZipItem($"archive/data/x{i}", [])));
                break;
            default:
                items[changed] = items[changed] with { Content = MutateBytes(items[changed].Content) };
                break;
        }
        var zip = ZipWriter.Write(items);
        return what < 7 ? ChangeRecords(zip) : zip;
    }

    /// <summary>Numbers of local, central and end records that say something else.</summary>
    private byte[] ChangeRecords(byte[] zip)
    {
        byte[][] signatures = [[0x50, 0x4B, 1, 2], [0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]];
        for (var times = random.Next(3); times > 0; times--)
        {
            var record = Find(zip, signatures[random.Next(signatures.Length)]);
            var field = record + 4 + random.Next(42);
            if (record < 0 || field + 4 > zip.Length)
            {
                continue;
            }
            if (random.Next(2) == 0)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(field), Shorts[random.Next(Shorts.Length)]);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(field), Words[random.Next(Words.Length)]);
            }
        }
        return zip;
    }

    private int Find(byte[] zip, byte[] signature)
    {
        var from = random.Next(zip.Length);
        var at = zip.AsSpan(from).IndexOf(signature);
        return at >= 0 ? from + at : zip.AsSpan().IndexOf(signature);
    }

    private byte[] MutateTable(byte[] content)
    {
        var rows = Encoding.UTF8.GetString(content).Split('\n').Select(line => line.Split(',').ToList()).ToList();
        var row = rows[random.Next(rows.Count)];
        var at = random.Next(row.Count);
        string[] cells =
            ["", "-1", "1e999", "NaN", "99999999999", "x", "\"a,b\"", "0x10", "1,5", "\u202e", " 3 ", "-0", "1e-400", "٣"];
        switch (random.Next(5))
        {
            case 0:
                row[at] = cells[random.Next(cells.Length)];
                break;
            case 1:
                row.RemoveAt(at);
                break;
            case 2:
                row.InsertRange(at, Enumerable.Repeat(row[at], random.Next(30) == 0 ? 50_000 : 1 + random.Next(3)));
                break;
            case 3:
                rows.InsertRange(random.Next(rows.Count), Enumerable.Repeat(row, random.Next(30) == 0 ? 20_000 : 1));
                break;
            default:
                rows.Remove(row);
                break;
        }
        return Encoding.UTF8.GetBytes(string.Join('\n', rows.Select(cells => string.Join(',', cells))));
    }
}
