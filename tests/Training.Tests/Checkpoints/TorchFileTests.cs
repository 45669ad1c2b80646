using System.Numerics;
using System.Text.Json;

namespace Grokking.Training.Tests;

/// <summary>What PyTorch wrote is read as PyTorch reads it.</summary>
public sealed class TorchFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string> GoldenTensors()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in CheckpointGolden.Json("torch.json").EnumerateObject())
        {
            foreach (var tensor in file.Value.EnumerateObject())
            {
                data.Add(file.Name, tensor.Name);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(GoldenTensors))]
    public void Read_OnEveryViewAndType_GivesPyTorchsValues(string file, string name)
    {
        var expected = CheckpointGolden.Json("torch.json").GetProperty(file).GetProperty(name);
        var tensor = Assert.IsType<TorchTensor>(((TorchDict)TorchFile.Read(CheckpointGolden.File(file))).Find(name));
        Assert.Equal(CheckpointGolden.Shape(expected), tensor.Values.Shape);
        Assert.Equal(expected.GetProperty("dtype").GetString(), tensor.ElementType);
        Assert.Equal(CheckpointGolden.Values(expected), tensor.Values.Span.ToArray());
    }

    [Fact]
    public void ReadStateDict_OfViews_KeepsTheFilesOrder()
    {
        var expected =
            CheckpointGolden.Json("torch.json").GetProperty("views.pt").EnumerateObject().Select(tensor => tensor.Name);
        var read = TorchFile.ReadStateDict(CheckpointGolden.File("views.pt"));
        Assert.Equal(expected, read.Tensors.Keys);
        Assert.Empty(read.Metadata);
    }

    [Theory]
    [InlineData("protocol2.pt")]
    [InlineData("protocol3.pt")]
    [InlineData("protocol4.pt")]
    [InlineData("protocol5.pt")]
    public void Read_InEveryProtocol_GivesTheSameTree(string file)
    {
        var root = (TorchDict)TorchFile.Read(CheckpointGolden.File(file));
        Assert.Equal(
            ["model", "epoch", "lr", "name", "flags", "integers", "bytes", "nested", "by_number", "size", "dtype", "same"],
            root.Entries.Select(entry => ((TorchScalar)entry.Key).Value));
        var weight = (TorchTensor)((TorchDict)root.Find("model")!).Find("weight")!;
        Assert.Equal([-1f, -0.25f, -0.75f, 0f, -0.5f, 0.25f], weight.Values.Span.ToArray());
        Assert.Equal(7L, Plain(root.Find("epoch")));
        Assert.Equal(1e-3, Plain(root.Find("lr")));
        Assert.Equal("größer", Plain(root.Find("name")));
        Assert.Equal<object?>([true, false, null], List(root, "flags").Select(Plain));
        Assert.Equal<object?>([Array.Empty<byte>(), new byte[] { 0, 255, 32, 97, 98, 99 }], List(root, "bytes").Select(Plain));
        Assert.Equal("torch.float64", Plain(root.Find("dtype")));
        Assert.Equal<object?>([2L, 3L], List(root, "size").Select(Plain));
        Assert.Equal<object?>(["shared text", "shared text"], List(root, "same").Select(Plain));
    }

    [Theory]
    [InlineData("protocol2.pt")]
    [InlineData("protocol5.pt")]
    public void Read_OfIntegersOfEverySize_KeepsThem(string file)
    {
        var root = (TorchDict)TorchFile.Read(CheckpointGolden.File(file));
        object?[] expected = [0L, 255L, 256L, 65535L, 65536L, -1L, 1L << 31, -(1L << 40), long.MaxValue,
            BigInteger.Pow(2, 70), -BigInteger.Pow(2, 63) - 1];
        Assert.Equal(expected, List(root, "integers").Select(Plain));
    }

    [Theory]
    [InlineData("protocol2.pt")]
    [InlineData("protocol4.pt")]
    public void Read_OfNestedContainers_KeepsTheirShape(string file)
    {
        var root = (TorchDict)TorchFile.Read(CheckpointGolden.File(file));
        var nested = List(root, "nested");
        Assert.Equal(1L, Plain(nested[0]));
        Assert.Equal<object?>([2L, 3L, 4L, 5L], ((TorchList)nested[1]).Items.Select(Plain));
        Assert.Equal("y", Plain(((TorchList)((TorchList)nested[2]).Items[1]).Items[0]));
        var numbered = ((TorchDict)root.Find("by_number")!).Entries;
        Assert.Equal<object?>([0L, -7L], numbered.Select(entry => Plain(entry.Key)));
    }

    [Fact]
    public void Read_OfBareStorages_GivesThemAsVectors()
    {
        var root = (TorchDict)TorchFile.Read(CheckpointGolden.File("storages.pt"));
        Assert.Equal(new Shape(12), ((TorchTensor)root.Find("typed")!).Values.Shape);
        Assert.Equal([0f, 1f, 2f, 3f, 4f], ((TorchTensor)root.Find("untyped")!).Values.Span.ToArray());
    }

    [Fact]
    public void Find_OfAnAbsentKey_IsNull() =>
        Assert.Null(((TorchDict)TorchFile.Read(CheckpointGolden.File("views.pt"))).Find("absent"));

    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda:0")]
    [InlineData("mps")]
    public void Read_WhateverTheLocation_GivesTheNumbers(string location)
    {
        var path = folder.File("a.pt");
        TorchZip.Write(
            path, new PickleBuilder().Tensor(4, 1, [3], [1], location: location).Stop(), ("archive/data/0", TorchZip.Floats(4)));
        Assert.Equal([1f, 2f, 3f], ((TorchTensor)TorchFile.Read(path)).Values.Span.ToArray());
    }

    [Fact]
    public void Read_OfACompressedCopy_GivesTheNumbers()
    {
        var path = folder.File("a.pt");
        var pickle = new PickleBuilder().Tensor(4000, 0, [4000], [1]).Stop();
        TorchZip.WriteEntries(path, System.IO.Compression.CompressionLevel.SmallestSize,
            ("archive/data.pkl", pickle), ("archive/data/0", TorchZip.Floats(4000)));
        Assert.Equal(3999f, ((TorchTensor)TorchFile.Read(path)).Values.Span[^1]);
    }

    /// <summary>Of the entries that newer releases add, only the byte order matters to a reader.</summary>
    [Fact]
    public void Read_WithTheEntriesOfNewerReleases_GivesTheNumbers()
    {
        var path = folder.File("a.pt");
        TorchZip.Write(path, new PickleBuilder().Tensor(4, 0, [4], [1]).Stop(), ("archive/.format_version", TorchZip.Ascii("1")),
            ("archive/.storage_alignment", TorchZip.Ascii("64")), ("archive/byteorder", TorchZip.Ascii("little")),
            ("archive/data/0", TorchZip.Floats(4)), ("archive/version", TorchZip.Ascii("3\n")),
            ("archive/.data/serialization_id", TorchZip.Ascii("123")));
        Assert.Equal(3f, ((TorchTensor)TorchFile.Read(path)).Values.Span[^1]);
    }

    [Fact]
    public void Read_OfAMissingFile_ThrowsFileNotFound() =>
        Assert.Throws<FileNotFoundException>(() => TorchFile.Read(folder.File("no.pt")));

    private static object? Plain(TorchValue? value) => Assert.IsType<TorchScalar>(value).Value;

    private static IReadOnlyList<TorchValue> List(TorchDict root, string key) => Assert.IsType<TorchList>(root.Find(key)).Items;
}
