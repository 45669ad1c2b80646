namespace Grokking.Cli.Tests;

/// <summary>Runs command lines in this process, with the streams of a pipe.</summary>
internal static class Tool
{
    public static ToolResult Run(params string[] arguments) => Run(new Interrupts(() => Assert.Fail("the process would have ended")), null, arguments);

    /// <summary>Runs a command line that is interrupted when standard output shows some text for the first time.</summary>
    public static ToolResult RunInterruptedAt(string text, params string[] arguments)
    {
        var interrupts = new Interrupts(() => Assert.Fail("the process would have ended"));
        return Run(interrupts, new TriggerWriter(text, interrupts.Signal), arguments);
    }

    private static ToolResult Run(Interrupts interrupts, StringWriter? output, string[] arguments)
    {
        using var standard = output ?? new StringWriter();
        using var error = new StringWriter();
        var code = Program.Run(arguments, new Terminal(new Screen(standard), new Screen(error), interrupts));
        return new ToolResult(code, standard.ToString(), error.ToString());
    }
}
