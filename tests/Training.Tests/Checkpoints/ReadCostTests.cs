using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace Grokking.Training.Tests;

/// <summary>What a file may cost is bounded by its size: 64 MB and 8 times the file beside its tensors, and 2 s before it is
/// refused. Each bomb took more than 1 GB or 10 s before there was a budget. Costs are what the thread really
/// allocates.</summary>
[Trait("lane", "full")]
public sealed class ReadCostTests
{
    private const long AlwaysAllowed = 64_000_000;
    private const long AllowedPerByte = 8;
    private const string Refusal = "the most that reading a file of";
    private const int Many = 4_000_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static TheoryData<string, bool> Pickles => new()
    {
        { "dictionaries", true }, { "dictionaries", false }, { "lists", true }, { "lists", false }, { "tuples as keys", true },
            { "tuples", true },
        { "numbers", true }, { "marks", true }, { "colliding memo", false }, { "far memo", false }, { "long keys", true },
        { "bytes", true }, { "integers", true }, { "views", true }, { "nothing", true },
    };

    [Theory, MemberData(nameof(Pickles))]
    public void Read_OfAPickleThatMakesMuchOfLittle_RefusesWithinItsBudget(string what, bool packed)
    {
        var file = TorchZip.Compose(packed
            ? CompressionLevel.Fastest : CompressionLevel.NoCompression, ("archive/data.pkl", Pickle(what)));
        Refuses(file, stream => TorchFile.Read(stream, "bomb"));
        Refuses(file, stream => TorchFile.ReadStateDict(stream, "bomb"));
    }

    [Fact]
    public void Read_OfAPickleThatUnpacksToMuch_RefusesBeforeUnpacking() =>
        Refuses(TorchZip.Compose(CompressionLevel.Fastest, ("archive/data.pkl", new byte[60_000_000])), stream =>
            TorchFile.Read(stream, "bomb"));

    [Fact]
    public void Read_OfADirectoryOfManyEntries_RefusesWithinItsBudget()
    {
        var file = TorchZip.Compose(
            CompressionLevel.NoCompression, [.. Enumerable.Range(0, 200_000).Select(i => ($"{i:x}", Array.Empty<byte>()))]);
        Refuses(file, stream => TorchFile.Read(stream, "bomb"));
    }

    public static TheoryData<string> Headers => new("entries", "nested", "metadata", "shape", "objects");

    [Theory, MemberData(nameof(Headers))]
    public void Read_OfAHeaderThatMakesMuchOfLittle_RefusesWithinItsBudget(string what)
    {
        const int length = 40_000_000;
        var (begin, repeated, end) = what switch
        {
            "nested" => ("{\"x\":[", "[],", "0]}"),
            "shape" => ("{\"x\":{\"dtype\":\"F32\",\"shape\":[", "1,", "1],\"data_offsets\":[0,4]}}"),
            "objects" => ("{\"x\":[", "{},", "0]}"),
            "metadata" => ("{\"__metadata__\":{", "\"{0:x}\":\"\",", "\"\":\"\"}}"),
            _ => ("{", "\"{0:x}\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},",
            "\"\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}"),
        };
        Refuses(Safetensors(begin, repeated, end, length), stream => Training.Safetensors.Read(stream, "bomb"));
    }

    /// <summary>One long text is what it seems: a file of that size.</summary>
    [Fact]
    public void Read_OfOneLongText_CostsWhatItMay() =>
        Measure(Safetensors("{\"__metadata__\":{\"a\":\"", "bbbbbbbb", "\"}}", 20_000_000), stream =>
            Training.Safetensors.Read(stream, "long"));

    /// <summary>As many as a run of a million logged steps would leave: a list of numbers is not a bomb.</summary>
    [Fact]
    public void Read_OfAMillionLosses_CostsWhatItMay()
    {
        byte[] number = [(byte)'G', 0x3F, 0xF0, 0, 0, 0, 0, 0, 0];
        var pickle =
            new PickleBuilder().Op(']').Repeat(1000, list => list.Op('(').Repeat(1000, item => item.Raw(number)).Op('e')).Stop();
        Measure(TorchZip.Compose(CompressionLevel.NoCompression, ("archive/data.pkl", pickle)), stream =>
            Assert.Equal(1_000_000, ((TorchList)TorchFile.Read(stream, "losses")).Items.Count));
    }

    /// <summary>Whatever is not refused was charged for: files just within the budget, each of one kind of object.</summary>
    [Theory]
    [InlineData("dictionaries", 60_000)]
    [InlineData("lists", 120_000)]
    [InlineData("tuples", 150_000)]
    [InlineData("numbers", 1_600_000)]
    [InlineData("integers", 240_000)]
    [InlineData("views", 30_000)]
    public void Read_OfManyObjects_CostsWhatItMay(string what, int count) =>
        Measure(TorchZip.Compose(CompressionLevel.Fastest, ("archive/data.pkl", Pickle(what, count))), stream =>
            TorchFile.Read(stream, "many"));

    private static byte[] Pickle(string what, int count = Many)
    {
        var pickle = new PickleBuilder();
        return what switch
        {
            "dictionaries" => List(pickle, "}"u8, count),
            "lists" => List(pickle, "]"u8, count),
            "tuples" => List(pickle, [(byte)'N', 0x85], count / 2),
            "tuples as keys" => pickle.Op('}').Op('(').Raw(Repeated(")N"u8, count / 2)).Op('u').Stop(),
            "numbers" => List(pickle, [(byte)'G', 0, 0, 0, 0, 0, 0, 0, 0], count / 4),
            "marks" => pickle.Raw(Repeated("("u8, count)).Stop(),
            "colliding memo" => Memo(pickle, count / 2, i => i * 1_000_003u * 6311u),
            "far memo" => Memo(pickle, 1, _ => uint.MaxValue),
            "long keys" => pickle.Text(new string('a', 4_000_000)).Raw((byte)'q', 0).Op(']').Op('(')
                .Repeat(20_000, entry => entry.Raw((byte)'}', (byte)'h', 0, (byte)'N', (byte)'s')).Op('e').Stop(),
            "bytes" => pickle.Text(new string('a', 4_000_000)).Raw((byte)'q', 0).Text("latin1").Raw((byte)'q', 1)
                .Repeat(1000, again => again.Global("_codecs", "encode").Raw((byte)'h', 0, (byte)'h', 1, 0x86, (byte)'R')).Stop(),
            "integers" => List(pickle, [0x8A, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1], count / 4),
            "views" =>
                pickle.Storage("0", 0).Raw((byte)'q', 0).Global("torch._utils", "_rebuild_tensor_v2").Raw((byte)'q', 1).Ints(0)
                    .Raw((byte)'q', 2)
                .Op(']').Op('(').Repeat(count / 12, view => view.Raw((byte)'h', 1).Op('(').Raw((byte)'h', 0).Int(0)
                    .Raw((byte)'h', 2, (byte)'h', 2).Op('t').Op('R')).Op('e').Stop(),
            _ => pickle.Op('N').Raw(Repeated("q\0"u8, count * 5)).Stop(),
        };
    }

    private static byte[] List(PickleBuilder pickle, ReadOnlySpan<byte> item, int count) =>
        pickle.Op(']').Op('(').Raw(Repeated(item, count)).Op('e').Stop();

    private static byte[] Repeated(ReadOnlySpan<byte> item, int count)
    {
        var bytes = new byte[item.Length * count];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = item[i % item.Length];
        }
        return bytes;
    }

    private static byte[] Memo(PickleBuilder pickle, int count, Func<uint, uint> index)
    {
        uint next = 0;
        return pickle.Op('N').Repeat(count, put => put.Op('r').Number(index(next++))).Stop();
    }

    private static byte[] Safetensors(string begin, string repeated, string end, int length)
    {
        var header = new StringBuilder(begin, length + 100);
        for (var i = 0; header.Length < length; i++)
        {
            header.Append(
                repeated.Replace(
                    "{0:x}", i.ToString("x", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }
        header.Append(end);
        var file = new byte[8 + header.Length + (end.Contains("[0,4]", StringComparison.Ordinal) ? 4 : 0)];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        Encoding.ASCII.GetBytes(header.ToString(), file.AsSpan(8));
        return file;
    }

    private static void Refuses(byte[] file, Action<Stream> read) => Measure(file, stream =>
        Assert.Contains(Refusal, Assert.Throws<InvalidDataException>(() => read(stream)).Message, StringComparison.Ordinal));

    private static void Measure(byte[] file, Action<Stream> read)
    {
        // A machine with other work to do is given three trials for the time, not for the memory.
        var time = TimeSpan.MaxValue;
        for (var trial = 0; trial < 3 && time > Longest; trial++)
        {
            using var stream = new MemoryStream(file);
            var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            read(stream);
            time = Stopwatch.GetElapsedTime(start);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AlwaysAllowed + (AllowedPerByte * file.Length));
        }
        Assert.InRange(time, TimeSpan.Zero, Longest);
    }
}
