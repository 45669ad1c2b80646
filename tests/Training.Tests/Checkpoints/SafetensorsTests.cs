using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Grokking.Training.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("f64", true)]
    [InlineData("f32", true)]
    [InlineData("f16", true)]
    [InlineData("bf16", true)]
    [InlineData("i64", false)]
    [InlineData("i32", false)]
    [InlineData("i16", false)]
    [InlineData("i8", false)]
    public void Read_OnASignedType_ConvertsToFloat32(string name, bool halved)
    {
        float[] integers = [-2, -1, 0, 1, 2, 3];
        var expected = halved ? Array.ConvertAll(integers, value => value / 2) : integers;
        var tensor = Safetensors.Read(Golden()).Tensors[name];
        Assert.Equal(new Shape(2, 3), tensor.Shape);
        Assert.Equal(expected, tensor.Span.ToArray());
    }

    [Fact]
    public void Read_OnBytesAndBooleans_ConvertsToFloat32()
    {
        var tensors = Safetensors.Read(Golden()).Tensors;
        Assert.Equal([0f, 1f, 2f, 3f, 4f, 5f], tensors["u8"].Span.ToArray());
        Assert.Equal([0f, 1f, 0f, 1f, 0f, 1f], tensors["bool"].Span.ToArray());
    }

    [Fact]
    public void Read_OnAScalarAndAnEmptyTensor_KeepsTheirShapes()
    {
        var tensors = Safetensors.Read(Golden()).Tensors;
        Assert.Equal(new Shape(), tensors["scalar"].Shape);
        Assert.Equal(1.25f, tensors["scalar"].Span[0]);
        Assert.Equal(new Shape(0, 7), tensors["empty"].Shape);
    }

    [Fact]
    public void Read_OnAFileWithMetadata_KeepsItApartFromTheTensors()
    {
        var content = Safetensors.Read(Golden());
        Assert.Equal(
            ["f64", "f32", "f16", "bf16", "i64", "i32", "i16", "i8", "u8", "bool", "scalar", "empty"], content.Tensors.Keys);
        Assert.Equal("pt", content.Metadata["format"]);
        Assert.Equal("größer", content.Metadata["note"]);
    }

    [Fact]
    public void Write_OnASmallModel_GivesTheseBytes()
    {
        var path = folder.File("a.safetensors");
        Safetensors.Write(
            path, Content(
                ("b", new Tensor(new Shape(2), new float[] { 1, -2 })), ("a", new Tensor(new Shape(), new float[] { 0.5f }))));
        const string header = """{"__metadata__":{"schema":"1","step":"500"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"""
            + """
            "a":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}
            """;
        var padded = header.PadRight((header.Length + 7) / 8 * 8);
        byte[] expected = [(byte)padded.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(padded),
            0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F];
        Assert.Equal(expected, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(70_001)]
    public void Read_AfterWrite_ReturnsTheSameBits(int count)
    {
        var values = new float[count];
        new TorchRandom(count).FillNormal(values);
        values[0] = float.NaN;
        values[^1] = float.NegativeInfinity;
        var path = folder.File("a.safetensors");
        Safetensors.Write(
            path, Content(("größer \"x\"", new Tensor(new Shape(count), values)), ("none", new Tensor(new Shape(3, 0)))));
        var read = Safetensors.Read(path);
        Assert.Equal(values, read.Tensors["größer \"x\""].Span.ToArray());
        Assert.Equal(new Shape(3, 0), read.Tensors["none"].Shape);
        Assert.Equal("500", read.Metadata["step"]);
    }

    [Fact]
    public void Write_OfWhatWasRead_GivesTheSameBytes()
    {
        var (first, second) = (folder.File("a.safetensors"), folder.File("b.safetensors"));
        Safetensors.Write(first, Content(("x", new Tensor(new Shape(3, 5))), ("w", new Tensor(new Shape(1)))));
        Safetensors.Write(second, Safetensors.Read(first));
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void Write_OfATensorCalledMetadata_Throws() =>
        Assert.Throws<ArgumentException>(() =>
            Safetensors.Write(folder.File("a.safetensors"), Content(("__metadata__", new Tensor(new Shape(1))))));

    [Fact]
    public void Read_OfAMissingFile_ThrowsFileNotFound() =>
        Assert.Throws<FileNotFoundException>(() => Safetensors.Read(folder.File("no.safetensors")));

    /// <summary>Each case: a header, the bytes of data behind it, and a part of the message.</summary>
    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "fill 8 bytes of data, the file has 12")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "within the 4 bytes of data")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "takes 12 bytes, the offsets give 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "'w'")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "hole: bytes 0 to 4")]
    [InlineData("""{"w":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"v":{"dtype":"U8","shape":[8],"data_offsets":[4,12]}}""", 12, "'v' overlaps")]
    [InlineData("""{"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"w":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", 8, "header: 'w' occurs twice, the second time on line 1")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"shape":[0],"data_offsets":[0,4]}}""", 4, "header: 'shape' occurs twice in 'w'")]
    [InlineData(
        "{\"__metadata__\":{\"a\":\"1\",\n\"a\":\"2\"}}", 0,
        "header: 'a' occurs twice in '__metadata__', the second time on line 2")]
    [InlineData("""{"w":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", 4, "dtype 'F8_E4M3' is not read; known: F32")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "'shape' holds something else")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "'shape' holds something else")]
    [InlineData("""{"w":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""", 0, "more elements")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2147483647,2147483647,0],"data_offsets":[0,0]}}""", 0, "more elements")]
    [InlineData("""{"w":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,0]}}""", 0, "more elements")]
    [InlineData("""{"w":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,0]}}""", 0, "'shape' holds something else")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "at most 16 axes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "two offsets")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1]}}""", 4, "expected a list 'data_offsets'")]
    [InlineData("""{"w":{"shape":[1],"data_offsets":[0,4]}}""", 4, "dtype ''")]
    [InlineData("""{"w":7}""", 0, "'w': expected an object")]
    [InlineData("""[]""", 0, "expected a JSON object")]
    [InlineData("""{"__metadata__":{"step":5}}""", 0, "names to strings")]
    [InlineData("""{"__metadata__":[]}""", 0, "names to strings")]
    [InlineData("""{"w":""", 0, "header: not JSON")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "header: line 1 has a text that is not valid Unicode")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[", 0, "header: not JSON")]
    [InlineData("""{"w":[[[[[[[[[[]]]]]]]]]]}""", 0, "header is damaged")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}""", 4, "header is damaged")]
    public void Read_OfALyingHeader_SaysWhatIsWrong(string header, int dataLength, string part)
    {
        using var stream = new MemoryStream(FileOf(Encoding.UTF8.GetBytes(header), dataLength));
        var error = Assert.Throws<InvalidDataException>(() => Safetensors.Read(stream, "lie.safetensors"));
        Assert.StartsWith("lie.safetensors", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfInvalidUtf8InTheHeader_ThrowsInvalidData()
    {
        using var stream = new MemoryStream(
            FileOf([.. "{\""u8, 0xFF, 0xFE, .. "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"u8], 0));
        Assert.Throws<InvalidDataException>(() => Safetensors.Read(stream, "lie.safetensors"));
    }

    [Theory]
    [InlineData(100_000_001)]
    [InlineData(1000)]
    [InlineData(ulong.MaxValue)]
    public void Read_OfAHeaderLengthBeyondTheFile_AllocatesNothingAndThrows(ulong length)
    {
        var bytes = new byte[100];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        using var stream = new MemoryStream(bytes);
        Assert.Throws<InvalidDataException>(() => Safetensors.Read(stream, "lie.safetensors"));
    }

    [Fact]
    public void Read_OfEveryTruncation_ThrowsInvalidData()
    {
        var whole = File.ReadAllBytes(Golden());
        for (var length = 0; length < whole.Length; length++)
        {
            using var stream = new MemoryStream(whole[..length]);
            Assert.Throws<InvalidDataException>(() => Safetensors.Read(stream, "cut"));
        }
    }

    [Fact]
    public void Read_OfAnyByteChanged_SucceedsOrThrowsInvalidData()
    {
        var random = new Random(1);
        var whole = File.ReadAllBytes(Golden());
        for (var trial = 0; trial < 5000; trial++)
        {
            var changed = (byte[])whole.Clone();
            changed[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
            using var stream = new MemoryStream(changed);
            AcceptInvalidData(() => Safetensors.Read(stream, "flipped"));
        }
    }

    private static void AcceptInvalidData(Action read)
    {
        try
        {
            read();
        }
        catch (InvalidDataException)
        {
            // A damaged file may be refused; any other exception fails the test.
        }
    }

    private static NamedTensors Content(params (string Name, Tensor Tensor)[] tensors)
    {
        var named = new OrderedDictionary<string, Tensor>();
        foreach (var (name, tensor) in tensors)
        {
            named.Add(name, tensor);
        }
        return new NamedTensors(named, new Dictionary<string, string> { ["step"] = "500", ["schema"] = "1" });
    }

    private static byte[] FileOf(byte[] header, int dataLength)
    {
        var bytes = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)header.Length);
        header.CopyTo(bytes, 8);
        return bytes;
    }

    private static string Golden([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Golden", "all_types.safetensors");
}
