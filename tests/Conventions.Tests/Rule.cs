namespace Grokking.Conventions.Tests;

/// <summary>A house rule with its reason: what a failure shows.</summary>
internal static class Rule
{
    /// <summary>Fails when a rule is broken anywhere, and says where and why it is a rule.</summary>
    /// <param name="broken">Each place that breaks it.</param>
    /// <param name="rule">The rule, its reason, and what to do.</param>
    public static void Holds(IEnumerable<string> broken, string rule)
    {
        var places = broken.ToList();
        Assert.True(places.Count == 0, $"{rule}\n\n{string.Join('\n', places)}\n");
    }
}
