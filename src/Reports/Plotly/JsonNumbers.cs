using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace Grokking.Reports;

/// <summary>Writes numbers as short as a drawing allows: six significant digits, whole numbers exact, gaps as null, and long
/// arrays as base64.</summary>
internal static class JsonNumbers
{
    /// <summary>Above this length an array is written as base64 of float32, which is shorter and is not parsed number by
    /// number.</summary>
    public const int LongestPlainArray = 2000;

    /// <summary>Above this a float32 no longer holds every whole number.</summary>
    private const double LargestExactFloat = 1 << 24;

    private const double LargestExactWhole = 1L << 53;

    /// <summary>Writes one number; what is not finite becomes null.</summary>
    public static void Write(Utf8JsonWriter json, double number)
    {
        if (!double.IsFinite(number))
        {
            json.WriteNullValue();
        }
        else if (number == Math.Floor(number) && Math.Abs(number) < LargestExactWhole)
        {
            json.WriteNumberValue((long)number);
        }
        else
        {
            json.WriteNumberValue(
                double.Parse(number.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Writes a named number.</summary>
    public static void Write(Utf8JsonWriter json, string name, double number)
    {
        json.WritePropertyName(name);
        Write(json, number);
    }

    /// <summary>Writes the entries of a trace along one axis; on a logarithmic axis 0 and below become gaps.</summary>
    public static void WriteArray(Utf8JsonWriter json, string name, Values values, AxisScale scale = AxisScale.Linear)
    {
        if (values.AreTexts)
        {
            WriteTexts(json, name, PlotlyText.EscapeAll(values.Select(value => value.Text!)));
            return;
        }
        var numbers = values.Numbers.ToArray();
        for (var i = 0; i < numbers.Length; i++)
        {
            if (scale == AxisScale.Log && numbers[i] <= 0)
            {
                numbers[i] = double.NaN;
            }
        }
        WriteArray(json, name, numbers, shape: null);
    }

    /// <summary>Writes the cells of a heat map, row by row.</summary>
    public static void WriteGrid(Utf8JsonWriter json, string name, Grid grid)
    {
        if (grid.Cells.Length > LongestPlainArray)
        {
            WriteArray(json, name, grid.Cells, string.Create(CultureInfo.InvariantCulture, $"{grid.Rows}, {grid.Columns}"));
            return;
        }
        json.WriteStartArray(name);
        for (var row = 0; row < grid.Rows; row++)
        {
            WriteItems(json, grid.Cells.Slice(row * grid.Columns, grid.Columns));
        }
        json.WriteEndArray();
    }

    /// <summary>Writes texts as they stand.</summary>
    public static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WritePropertyName(name);
        WriteTexts(json, texts);
    }

    /// <summary>Writes an unnamed array of texts as they stand.</summary>
    public static void WriteTexts(Utf8JsonWriter json, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }
        json.WriteEndArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, ReadOnlySpan<double> numbers, string? shape)
    {
        json.WritePropertyName(name);
        if (numbers.Length <= LongestPlainArray)
        {
            WriteItems(json, numbers);
            return;
        }
        var isDouble = NeedsDouble(numbers);
        json.WriteStartObject();
        json.WriteString("dtype", isDouble ? "f8" : "f4");
        json.WriteBase64String("bdata", Bytes(numbers, isDouble));
        if (shape is not null)
        {
            json.WriteString("shape", shape);
        }
        json.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter json, ReadOnlySpan<double> numbers)
    {
        json.WriteStartArray();
        foreach (var number in numbers)
        {
            Write(json, number);
        }
        json.WriteEndArray();
    }

    /// <summary>Whether float32 would lose a whole number, overflow, or turn a small positive number into 0.</summary>
    private static bool NeedsDouble(ReadOnlySpan<double> numbers)
    {
        foreach (var number in numbers)
        {
            var size = Math.Abs(number);
            if (double.IsFinite(size) && (size > LargestExactFloat || (size > 0 && size < 1e-37)))
            {
                return true;
            }
        }
        return false;
    }

    private static byte[] Bytes(ReadOnlySpan<double> numbers, bool isDouble)
    {
        var width = isDouble ? sizeof(double) : sizeof(float);
        var bytes = new byte[numbers.Length * width];
        for (var i = 0; i < numbers.Length; i++)
        {
            // A gap is one NaN whatever its bits were, and an infinity is a gap too.
            var number = double.IsFinite(numbers[i]) ? numbers[i] : double.NaN;
            var target = bytes.AsSpan(i * width);
            if (isDouble)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(target, number);
            }
            else
            {
                BinaryPrimitives.WriteSingleLittleEndian(target, (float)number);
            }
        }
        return bytes;
    }
}
