using System.Text;

namespace Grokking.Training.Tests;

public sealed class JsonInputTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{\"a\":1,\n\"b\":2,\n\"a\":3}", "'a' occurs twice, the second time on line 3; keep one of them.")]
    [InlineData("{\"task\":{\n\"p\":3,\n\"p\":5}}", "'p' occurs twice in 'task', the second time on line 3; keep one of them.")]
    [InlineData("{\"x\":{\"y\":{\"k\":1,\"k\":1}}}", "'k' occurs twice in 'x.y'")]
    [InlineData("{\"list\":[{\"k\":1},{\"k\":1,\"k\":2}]}", "'k' occurs twice in 'list'")]
    [InlineData("{\"a\":1,\"\\u0061\":2}", "'a' occurs twice")]
    [InlineData("{\"a\":\n\"\\ud800\"}", "line 2 has a text that is not valid Unicode")]
    [InlineData("{\n\n\"\\udc00\":1}", "line 3 has a text that is not valid Unicode")]
    [InlineData("{\"a\":", "not JSON: ")]
    [InlineData("", "not JSON: ")]
    public void Check_OfWhatTwoReadersWouldReadDifferently_NamesKeyAndPlace(string json, string part)
    {
        var error = Assert.Throws<InvalidDataException>(() => JsonInput.Check(json, "my.json"));

        Assert.StartsWith("my.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfADamagedLongName_DoesNotRepeatAllOfIt() =>
        Assert.InRange(
            Assert.Throws<InvalidDataException>(() =>
                JsonInput.Check("{\"a\": n" + new string('x', 10_000), "my.json")).Message.Length, 1, 400);

    [Theory]
    [InlineData("{\"a\":{\"k\":1},\"b\":{\"k\":1},\"k\":1}")]
    [InlineData("[{\"k\":1},{\"k\":1}]")]
    [InlineData("// comment\n{\"a\":[1,2,],}")]
    [InlineData("3")]
    public void Check_OfASoundText_GivesItsBytes(string json) =>
        Assert.Equal(Encoding.UTF8.GetBytes(json), JsonInput.Check(json, "my.json"));

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void ReadFile_OfAnEncodingWithAMark_GivesUtf8(string encoding)
    {
        File.WriteAllText(folder.File("a.json"), "{\"ä\":1}", Encoding.GetEncoding(encoding));

        Assert.Equal(Encoding.UTF8.GetBytes("{\"ä\":1}"), JsonInput.ReadFile(folder.File("a.json")));
    }

    [Fact]
    public void ReadFile_OfInvalidUtf8_SaysSo()
    {
        File.WriteAllBytes(folder.File("a.json"), [(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}']);

        Assert.Contains(
            "not valid Unicode", Assert.Throws<InvalidDataException>(() => JsonInput.ReadFile(folder.File("a.json"))).Message,
            StringComparison.Ordinal);
    }
}
