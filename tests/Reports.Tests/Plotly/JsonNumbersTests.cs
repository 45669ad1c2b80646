using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Grokking.Reports.Tests;

public class JsonNumbersTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(1234567, "1234567")]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(1.0 / 3, "0.333333")]
    [InlineData(1.23456789e-7, "1.23457E-07")]
    [InlineData(-98765.4321, "-98765.4")]
    [InlineData(1e300, "1E+300")]
    [InlineData(double.NaN, "null")]
    [InlineData(double.PositiveInfinity, "null")]
    [InlineData(double.NegativeInfinity, "null")]
    public void Write_KeepsSixDigitsAndWholeNumbers(double number, string expected) =>
        Assert.Equal(expected, Written(json => JsonNumbers.Write(json, number)));

    [Fact]
    public void WriteArray_OnALogAxisLeavesGapsForNonPositiveNumbers() =>
        Assert.Equal("""{"y":[1,null,null,0.5]}""", Written(json => JsonNumbers.WriteArray(json, "y", [1, 0, -3, 0.5], AxisScale.Log), true));

    [Fact]
    public void WriteArray_EscapesNames() =>
        Assert.Equal("""{"x":["a \u0026lt; b"]}""", Written(json => JsonNumbers.WriteArray(json, "x", ["a < b"]), true));

    [Fact]
    public void WriteArray_OfManyNumbersIsBase64OfFloat32()
    {
        var numbers = Enumerable.Range(0, JsonNumbers.LongestPlainArray + 1)
            .Select(i => i == 1 ? double.PositiveInfinity : 0.5 * i).ToArray();
        var json = Written(writer => JsonNumbers.WriteArray(writer, "y", numbers), true);
        using var document = JsonDocument.Parse(json);
        var array = document.RootElement.GetProperty("y");
        var bytes = array.GetProperty("bdata").GetBytesFromBase64();
        Assert.Equal("f4", array.GetProperty("dtype").GetString());
        Assert.Equal(numbers.Length * sizeof(float), bytes.Length);
        Assert.Equal(0.5f * 2000, BitConverter.ToSingle(bytes, 2000 * sizeof(float)));
        Assert.True(float.IsNaN(BitConverter.ToSingle(bytes, sizeof(float))));
    }

    [Theory]
    [InlineData(16_777_217)]
    [InlineData(1e-40)]
    [InlineData(1e39)]
    public void WriteArray_OfManyNumbersBeyondFloat32IsBase64OfFloat64(double number)
    {
        var numbers = Enumerable.Repeat(number, JsonNumbers.LongestPlainArray + 1).ToArray();
        Assert.Contains("\"f8\"", Written(writer => JsonNumbers.WriteArray(writer, "y", numbers), true));
    }

    [Fact]
    public void WriteGrid_OfManyCellsSaysItsShape()
    {
        var grid = Grid.Of(41, 49, (row, column) => row - column);
        Assert.Contains("\"shape\":\"41, 49\"", Written(writer => JsonNumbers.WriteGrid(writer, "z", grid), true));
    }

    private static string Written(Action<Utf8JsonWriter> write, bool inObject = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            if (inObject)
            {
                json.WriteStartObject();
            }
            write(json);
            if (inObject)
            {
                json.WriteEndObject();
            }
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
