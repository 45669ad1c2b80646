using System.IO.Compression;

namespace Grokking.Training.Tests;

/// <summary>Files that lie, ask for code or try to exhaust memory are refused with a message that says why.</summary>
public sealed class TorchFileSafetyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_OfAForeignGlobal_RefusesItByName()
    {
        var marker = folder.File("was-run");
        var pickle = new PickleBuilder().Global("os", "system").Op('(').Text($"touch {marker}").Op('t').Op('R').Stop();
        var path = Write(pickle);
        var error = Assert.Throws<InvalidDataException>(() => TorchFile.Read(path));
        Assert.Equal($"{path}: the pickle asks for 'os.system'; only tensors and plain containers are read, nothing was run "
            + "(data.pkl, byte 2).", error.Message);
        Assert.False(File.Exists(marker));
    }

    [Fact]
    public void Read_OfAForeignGlobalFromTheStack_RefusesItByName() =>
        Refuses(new PickleBuilder(4).Text("builtins").Text("eval").Raw(0x93).Stop(), "asks for 'builtins.eval'");

    [Fact]
    public void Read_OfAWholeModule_RefusesItsClassByName()
    {
        var error = Assert.Throws<InvalidDataException>(() => TorchFile.Read(CheckpointGolden.File("module.pt")));
        Assert.Contains("asks for 'torch.nn.modules.linear.Linear'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfTheFormatBefore16_SaysHowToSaveItAgain()
    {
        var error = Assert.Throws<InvalidDataException>(() => TorchFile.Read(CheckpointGolden.File("old_format.pt")));
        Assert.Contains("PyTorch before 1.6", error.Message, StringComparison.Ordinal);
        Assert.Contains("save it again with torch.save", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0], "expected a regular file, got an empty one")]
    [InlineData(new byte[] { 0x80, 2, (byte)'}', (byte)'.' }, "a bare pickle")]
    [InlineData(new byte[] { 1, 2, 3 }, "expected a zip file as torch.save writes it")]
    public void Read_OfSomethingElse_SaysSo(byte[] content, string part)
    {
        var path = folder.File("a.pt");
        File.WriteAllBytes(path, content);
        RefusesFile(path, part);
    }

    [Fact]
    public void Read_OfBigEndianNumbers_SaysSo() =>
        Refuses(new PickleBuilder().Op('}').Stop(), "byte order 'big'", ("archive/byteorder", TorchZip.Ascii("big")));

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("archive/../../evil")]
    [InlineData("archive\\..\\evil")]
    public void Read_OfAnEntryThatPointsOutside_RefusesIt(string name) =>
        Refuses(new PickleBuilder().Op('}').Stop(), "points outside the archive", (name, []));

    [Fact]
    public void Read_OfAStorageKeyThatPointsOutside_FindsNoSuchEntry()
    {
        var pickle = new PickleBuilder().Storage("../../../etc/hostname", 1, "ByteStorage").Stop();
        Refuses(pickle, "has no entry 'archive/data/../../../etc/hostname'");
    }

    [Fact]
    public void Read_OfAnEntryGivenTwice_RefusesIt() =>
        Refuses(new PickleBuilder().Op('}').Stop(), "occurs twice", ("archive/data/0", [1]), ("archive/data/0", [2]));

    [Fact]
    public void Read_OfAZipWithoutPickle_SaysSo()
    {
        var path = folder.File("a.pt");
        TorchZip.WriteEntries(path, CompressionLevel.NoCompression, ("readme.txt", [1]));
        RefusesFile(path, "expected one entry data.pkl");
    }

    [Theory]
    [InlineData(5, 0, new[] { 6 }, new[] { 1 }, "reaches element 5 of storage '0', which has 5")]
    [InlineData(5, 3, new[] { 3 }, new[] { 1 }, "reaches element 5")]
    [InlineData(5, 0, new[] { 2, 3 }, new[] { 3, 1 }, "reaches element 5")]
    [InlineData(5, 0, new[] { 3 }, new[] { 2147483647 }, "reaches element 4294967294")]
    [InlineData(5, -1, new[] { 3 }, new[] { 1 }, "offset")]
    [InlineData(5, 0, new[] { -3 }, new[] { 1 }, "sizes or strides of at least 0")]
    [InlineData(5, 4, new[] { 3 }, new[] { -1 }, "sizes or strides of at least 0")]
    [InlineData(5, 0, new[] { 3, 1 }, new[] { 1 }, "2 sizes and 1 strides")]
    [InlineData(5, 0, new[] { 65536, 65536 }, new[] { 0, 0 }, "more elements")]
    [InlineData(5, 0, new[] { 2147483647 }, new[] { 0 }, "more elements")]
    [InlineData(5, 0, new[] { 100000000 }, new[] { 0 }, "more than 48 MB, the most that reading a file of")]
    [InlineData(6, 0, new[] { 5 }, new[] { 1 }, "entry 'archive/data/0' has 20 bytes, its 6 numbers of type float32 take 24")]
    [InlineData(-1, 0, new[] { 5 }, new[] { 1 }, "expected a storage")]
    [InlineData(2147483647, 0, new[] { 5 }, new[] { 1 }, "expected a storage")]
    public void Read_OfATensorThatLies_SaysWhatIsWrong(int count, int offset, int[] sizes, int[] strides, string part) =>
        Refuses(new PickleBuilder().Tensor(count, offset, sizes, strides).Stop(), part, ("archive/data/0", TorchZip.Floats(5)));

    [Fact]
    public void Read_OfMoreAxesThanAnyNetworkHas_Refuses() =>
        Refuses(new PickleBuilder().Tensor(5, 0, Enumerable.Repeat(1, 17).ToArray(), new int[17]).Stop(), "up to 16 sizes",
            ("archive/data/0", TorchZip.Floats(5)));

    [Fact]
    public void Read_OfAnExpandedTensorWithinBounds_RepeatsItsElements()
    {
        var path = Write(new PickleBuilder().Tensor(5, 2, [1000], [0]).Stop(), ("archive/data/0", TorchZip.Floats(5)));
        Assert.All(((TorchTensor)TorchFile.Read(path)).Values.Span.ToArray(), value => Assert.Equal(2f, value));
    }

    [Fact]
    public void Read_OfOneStorageWithTwoTypes_Refuses() =>
        Refuses(
            new PickleBuilder().Op('(').Tensor(5, 0, [5], [1]).Tensor(5, 0, [5], [1], "IntStorage").Op('t').Stop(), "two types",
            ("archive/data/0", TorchZip.Floats(5)));

    [Fact]
    public void Read_OfAnAbsentStorage_NamesIt() =>
        Refuses(new PickleBuilder().Tensor(5, 0, [5], [1]).Stop(), "has no entry 'archive/data/0' that its tensors ask for");

    [Fact]
    public void Read_OfDeepNesting_RefusesWithoutOverflow() =>
        Refuses(new PickleBuilder().Repeat(200_000, pickle => pickle.Op(']')).Repeat(199_999, pickle => pickle.Op('a')).Stop(),
            "nested more than 100 deep");

    /// <summary>A list of towers, each 60 lists around the tower before: every one is shallow where it is met first, and only
    /// the sharing makes a tree of 300 levels.</summary>
    [Fact]
    public void Read_OfDeepNestingPiledUpBySharing_Refuses()
    {
        var pickle = new PickleBuilder().Op(']').Op(']').Raw((byte)'q', 0).Op('a');
        for (byte tower = 1; tower <= 5; tower++)
        {
            pickle.Repeat(60, lists => lists.Op(']')).Raw((byte)'h', (byte)(tower - 1)).Repeat(60, lists => lists.Op('a'));
            pickle.Raw((byte)'q', tower, (byte)'a');
        }
        Refuses(pickle.Stop(), "nested more than 100 deep");
    }

    [Fact]
    public void Read_OfAListInsideItself_Refuses() =>
        Refuses(new PickleBuilder().Op(']').Raw((byte)'q', 0, (byte)'h', 0, (byte)'a').Stop(), "contain themselves");

    /// <summary>Thirty lists, each of the one before twice: a walk would meet a thousand million values.</summary>
    [Fact]
    public void Read_OfListsDoubledAgainAndAgain_RefusesTheWalk()
    {
        var pickle = new PickleBuilder().Op(']').Raw((byte)'q', 0);
        for (byte i = 1; i <= 30; i++)
        {
            pickle.Op(']').Raw((byte)'q', i, (byte)'h', (byte)(i - 1), (byte)'a', (byte)'h', (byte)(i - 1), (byte)'a');
        }
        Refuses(pickle.Stop(), "counted with repetition");
    }

    [Fact]
    public void Read_OfATextRecalledToMakeBytesAgainAndAgain_Refuses()
    {
        var pickle = new PickleBuilder().Text(new string('a', 100_000)).Raw((byte)'q', 0).Text("latin1").Raw((byte)'q', 1);
        pickle.Repeat(500, again => again.Global("_codecs", "encode").Raw((byte)'h', 0, (byte)'h', 1, 0x86, (byte)'R'));
        Refuses(pickle.Stop(), "more than 48 MB, the most that reading a file of");
    }

    public static TheoryData<byte[], string> DamagedPickles => new()
    {
        { [], "ends early" },
        { [0x80], "ends early" },
        { [0x80, 1, (byte)'N', (byte)'.'], "expected a pickle of protocol 2 to 5" },
        { [0x80, 6, (byte)'N', (byte)'.'], "expected a pickle of protocol 2 to 5" },
        { [(byte)'N', (byte)'.'], "expected a pickle of protocol 2 to 5" },
        { new PickleBuilder().Stop(), "takes a value that it never gave" },
        { new PickleBuilder().Op('(').Stop(), "takes a value that it never gave" },
        { new PickleBuilder().Op('N').Op('(').Op('a').Stop(), "takes a value that it never gave" },
        { new PickleBuilder().Op('N').Op('t').Stop(), "no mark" },
        { new PickleBuilder().Op('N').Op('N').Op('a').Stop(), "in the place of a list" },
        { new PickleBuilder().Op('N').Op('N').Op('N').Op('s').Stop(), "in the place of a dictionary" },
        { new PickleBuilder().Op('}').Op('(').Op('N').Op('u').Stop(), "a key without a value" },
        { new PickleBuilder().Op('}').Op(']').Op('N').Op('s').Stop(), "neither text, number nor tuple" },
        { new PickleBuilder().Op('}').Text("a").Op('N').Op('s').Text("a").Op('N').Op('s').Stop(), "the key 'a' twice" },
        { new PickleBuilder().Op('}').Op('}').Op('b').Stop(), "attributes to a plain dictionary" },
        { new PickleBuilder().Op('N').Op(')').Op('R').Stop(), "in the place of a function" },
        { new PickleBuilder().Global("collections", "OrderedDict").Op('N').Op('R').Stop(), "in the place of a tuple" },
        { new PickleBuilder().Global("collections", "OrderedDict").Ints(1).Op('R').Stop(),
            "unexpected arguments of collections.OrderedDict" },
        { new PickleBuilder().Global("torch._utils", "_rebuild_tensor_v2").Ints(1).Op('R').Stop(),
            "unexpected arguments of torch._utils" },
        { new PickleBuilder().Global("torch._utils", "_rebuild_parameter").Ints(1).Op('R').Stop(),
            "unexpected arguments of torch._utils" },
        { new PickleBuilder().Global("torch", "Size").Ints(1).Op('R').Stop(), "unexpected arguments of torch.Size" },
        { new PickleBuilder().Global("__builtin__", "bytes").Ints(1).Op('R').Stop(), "unexpected arguments of bytes" },
        { new PickleBuilder().Global("_codecs", "encode").Ints(1).Op('R').Stop(), "unexpected arguments of _codecs.encode" },
        { new PickleBuilder().Global("torch", "FloatStorage").Stop(), "a class or a function in the place of a value" },
        { new PickleBuilder().Ints(1, 2).Op('Q').Stop(), "expected a storage" },
        { new PickleBuilder().Raw((byte)'h', 9).Stop(), "recalls value 9, which it never kept" },
        { new PickleBuilder().Op('q').Stop(), "takes a value that it never gave" },
        { new PickleBuilder().Op('X').Number(uint.MaxValue).Stop(), "a string claims 4294967295 bytes" },
        { new PickleBuilder().Op('X').Number(1000).Stop(), "ends early" },
        { new PickleBuilder(4).Raw(0x8D, 255, 255, 255, 255, 255, 255, 255, 255).Stop(),
            "a string claims 18446744073709551615 bytes" },
        { new PickleBuilder(4).Raw(0x95, 1, 2, 3).Stop(), "ends early" },
        { new PickleBuilder().Op('X').Number(2).Raw(0xFF, 0xFE).Stop(), "not valid UTF-8" },
        { new PickleBuilder().Raw(0x8B, 255, 255, 255, 255).Stop(), "an integer claims 4294967295 bytes" },
        { new PickleBuilder().Raw((byte)'c', (byte)'o', (byte)'s').Stop(), "a name has no end" },
        { new PickleBuilder().Op('i').Stop(), "has opcode 0x69" },
        { new PickleBuilder().Raw(0x81).Stop(), "has opcode 0x81" },
    };

    [Theory]
    [MemberData(nameof(DamagedPickles))]
    public void Read_OfADamagedPickle_SaysWhatIsWrongAndWhere(byte[] pickle, string part) => Refuses(pickle, part);

    [Fact]
    public void Read_OfABombOfZeros_RefusesBeforeUnpacking()
    {
        var path = folder.File("bomb.pt");
        TorchZip.WriteEntries(path, CompressionLevel.SmallestSize,
            ("archive/data.pkl", new PickleBuilder().Tensor(25_000_000, 0, [1], [1]).Stop()),
            ("archive/data/0", new byte[100_000_000]));
        RefusesFile(path, "(archive/data/0)");
    }

    /// <summary>Three entries of the directory that all claim the bytes of one: nothing is compressed, and still the file unpacks
    /// to more than it has.</summary>
    [Fact]
    public void Read_OfEntriesThatShareTheirBytes_Refuses()
    {
        const int sizes = 20, sizesLength = 8, offset = 42, offsetLength = 4;
        var pickle = new PickleBuilder().Op('}').Stop();
        var zip = TorchZip.Compose(CompressionLevel.NoCompression,
            ("archive/data/0", new byte[10_000]), ("archive/data/1", []), ("archive/data/2", []), ("archive/data.pkl", pickle));
        var first = zip.AsSpan().IndexOf("PK\x01\x02"u8);
        var record = first;
        for (var entry = 1; entry <= 2; entry++)
        {
            record += 4 + zip.AsSpan(record + 4).IndexOf("PK\x01\x02"u8);
            zip.AsSpan(first + sizes, sizesLength).CopyTo(zip.AsSpan(record + sizes));
            zip.AsSpan(first + offset, offsetLength).CopyTo(zip.AsSpan(record + offset));
        }
        var path = folder.File("shared.pt");
        File.WriteAllBytes(path, zip);
        RefusesFile(path, "its entries claim 30");
    }

    private void Refuses(byte[] pickle, string part, params (string Name, byte[] Content)[] others) =>
        RefusesFile(Write(pickle, others), part);

    private static void RefusesFile(string path, string part)
    {
        var error = Assert.Throws<InvalidDataException>(() => TorchFile.Read(path));
        Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private string Write(byte[] pickle, params (string Name, byte[] Content)[] others)
    {
        var path = folder.File("a.pt");
        TorchZip.Write(path, pickle, others);
        return path;
    }
}
