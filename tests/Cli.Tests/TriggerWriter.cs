namespace Grokking.Cli.Tests;

/// <summary>Keeps text, and calls an action once when some text has been written.</summary>
internal sealed class TriggerWriter(string text, Action action) : StringWriter
{
    private bool triggered;

    public override void Write(string? value)
    {
        base.Write(value);
        if (!triggered && value is not null && value.Contains(text, StringComparison.Ordinal))
        {
            triggered = true;
            action();
        }
    }
}
