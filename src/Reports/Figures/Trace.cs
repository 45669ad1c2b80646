namespace Grokking.Reports;

/// <summary>Something drawn in a panel.</summary>
/// <param name="Name">What it is, for the legend and on hovering; plain text. Traces of one name share a legend entry; an empty
/// name has none.</param>
public abstract record Trace(string Name)
{
    /// <summary>How frames address the trace; the name unless set. Needed when two traces share a name and frames replace
    /// them.</summary>
    public string Key
    {
        get => field ?? Name;
        init;
    }

    /// <summary>What is wrong with the trace, in sentences; none when it can be drawn.</summary>
    internal abstract IEnumerable<string> Problems();

    /// <summary>This trace's look with another's data.</summary>
    /// <param name="other">A trace of the same kind.</param>
    internal abstract Trace WithDataOf(Trace other);

    private protected IEnumerable<string> LengthProblem(string what, int? actual, int expected)
    {
        if (actual is not null && actual != expected)
        {
            yield return $"trace '{Key}': expected {expected} {what}, got {actual}.";
        }
    }
}
