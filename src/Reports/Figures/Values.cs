using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Grokking.Reports;

/// <summary>
/// The positions or heights of a trace: numbers, or names of categories. Immutable and compared entry by entry. Arrays convert to
/// it, and a collection expression makes one: <c>[.. steps]</c>, <c>[0, 1, 2]</c>, <c>["cos", "sin"]</c>.
/// </summary>
[CollectionBuilder(typeof(Values), nameof(Create))]
public sealed class Values : IReadOnlyList<Value>, IEquatable<Values>
{
    private readonly double[] numbers;
    private readonly string[]? texts;

    private Values(double[] numbers, string[]? texts)
    {
        this.numbers = numbers;
        this.texts = texts;
    }

    /// <summary>No entry.</summary>
    public static Values Empty { get; } = new([], null);

    /// <summary>Whether the entries name categories; false for numbers and when there is no entry.</summary>
    public bool AreTexts => texts is not null;

    /// <inheritdoc/>
    public int Count => texts?.Length ?? numbers.Length;

    /// <inheritdoc/>
    public Value this[int index] => texts is null ? numbers[index] : texts[index];

    /// <summary>The numbers; empty when the entries name categories.</summary>
    public ReadOnlySpan<double> Numbers => numbers;

    /// <summary>The names; empty when the entries are numbers.</summary>
    internal IReadOnlyList<string> Texts => texts ?? [];

    /// <summary>Copies the entries: what a collection expression calls. A mixture of numbers and texts becomes texts.</summary>
    public static Values Create(ReadOnlySpan<Value> entries)
    {
        var hasText = false;
        foreach (var entry in entries)
        {
            hasText |= entry.Text is not null;
        }
        var numbers = new double[hasText ? 0 : entries.Length];
        var texts = hasText ? new string[entries.Length] : null;
        for (var i = 0; i < entries.Length; i++)
        {
            if (texts is null)
            {
                numbers[i] = entries[i].Number;
            }
            else
            {
                texts[i] = entries[i].ToString();
            }
        }
        return new Values(numbers, texts);
    }

    /// <summary>Copies numbers.</summary>
    public static implicit operator Values(double[] numbers) => new([.. numbers], null);

    /// <summary>Copies numbers.</summary>
    public static implicit operator Values(float[] numbers) => new([.. numbers], null);

    /// <summary>Copies numbers.</summary>
    public static implicit operator Values(int[] numbers) => new([.. numbers], null);

    /// <summary>Copies numbers, exact up to 2^53.</summary>
    public static implicit operator Values(long[] numbers) => new([.. numbers], null);

    /// <summary>Copies the names of categories.</summary>
    public static implicit operator Values(string[] texts) => texts.Length == 0 ? Empty : new([], [.. texts]);

    /// <summary>The whole numbers from 0 to <paramref name="count"/> − 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static Values Indices(int count) => Enumerable.Range(0, count).ToArray();

    /// <inheritdoc/>
    public bool Equals(Values? other) =>
        other is not null && numbers.AsSpan().SequenceEqual(other.numbers) && texts.AsSpan().SequenceEqual(other.texts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Values);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Count, Count == 0 ? default : this[0], Count == 0 ? default : this[Count - 1]);

    /// <inheritdoc/>
    public IEnumerator<Value> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The first entries, for a debugger and a failing test.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture, $"[{string.Join(", ", this.Take(6))}{(Count > 6 ? $", … {Count} in all" : "")}]");
}

/// <summary>One entry of <see cref="Values"/>: a number, or a text that names a category. Numbers and strings convert to
/// it.</summary>
public readonly record struct Value
{
    private Value(double number, string? text)
    {
        Number = number;
        Text = text;
    }

    /// <summary>The number; NaN for a text.</summary>
    public double Number { get; }

    /// <summary>The text; null for a number.</summary>
    public string? Text { get; }

    /// <summary>A number. NaN and infinities are drawn as gaps.</summary>
    public static implicit operator Value(double number) => new(number, null);

    /// <summary>A number that may be absent: null is drawn as a gap.</summary>
    public static implicit operator Value(double? number) => new(number ?? double.NaN, null);

    /// <summary>The name of a category; null is the empty name.</summary>
    public static implicit operator Value(string? text) => new(double.NaN, text ?? "");

    /// <summary>The number in invariant culture, or the text.</summary>
    public override string ToString() => Text ?? Number.ToString(CultureInfo.InvariantCulture);
}
