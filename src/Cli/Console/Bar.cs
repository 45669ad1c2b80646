namespace Grokking.Cli;

/// <summary>A bar of progress, drawn with two weights of line: it needs no colour.</summary>
internal static class Bar
{
    /// <summary>A bar.</summary>
    /// <param name="share">How much is done, 0 to 1.</param>
    /// <param name="cells">Characters in all.</param>
    public static string Of(double share, int cells)
    {
        var done = (int)Math.Round(Math.Clamp(share, 0, 1) * cells);
        return new string('━', done) + new string('─', cells - done);
    }
}
