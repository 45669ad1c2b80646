namespace Grokking.Interp;

/// <summary>Collects the reasons of missing values while an analysis is put together.</summary>
internal sealed class Notes
{
    private readonly Dictionary<string, string> reasons = [];

    /// <summary>Path to reason.</summary>
    public IReadOnlyDictionary<string, string> Reasons => reasons;

    /// <summary>Notes a reason where there is one.</summary>
    public void Add(string path, string? reason)
    {
        if (reason is not null)
        {
            reasons[path] = reason;
        }
    }

    /// <summary>The value of a measure; its reason is noted where there is none.</summary>
    public double? Take(string path, MeasureValue value)
    {
        Add(path, value.Reason);
        return value.Value;
    }
}
