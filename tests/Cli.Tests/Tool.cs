using System.CommandLine;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>Runs command lines in this process, with the streams of a pipe.</summary>
internal static class Tool
{
    public static ToolResult Run(params string[] arguments) =>
        Run(new Interrupts(() => Assert.Fail("the process would have ended")), null, arguments);

    /// <summary>Runs a command line that is interrupted when standard output shows some text for the first time.</summary>
    public static ToolResult RunInterruptedAt(string text, params string[] arguments)
    {
        var interrupts = new Interrupts(() => Assert.Fail("the process would have ended"));
        return Run(interrupts, new TriggerWriter(text, interrupts.Signal), arguments);
    }

    /// <summary>Runs the demo command with a preset of the test's.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="interruptAt">Text at which it is interrupted; null for none.</param>
    /// <param name="arguments">What follows <c>demo</c>.</param>
    public static ToolResult Demo(Preset preset, string? interruptAt, params string[] arguments)
    {
        var interrupts = new Interrupts(() => Assert.Fail("the process would have ended"));
        using var output = interruptAt is null ? new StringWriter() : new TriggerWriter(interruptAt, interrupts.Signal);
        using var error = new StringWriter();
        var command = new DemoCommand(new Terminal(new Screen(output), new Screen(error), interrupts), preset);
        var code = command.Parse(arguments).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        return new ToolResult(code, output.ToString(), error.ToString());
    }

    private static ToolResult Run(Interrupts interrupts, StringWriter? output, string[] arguments)
    {
        using var standard = output ?? new StringWriter();
        using var error = new StringWriter();
        var code = Program.Run(arguments, new Terminal(new Screen(standard), new Screen(error), interrupts));
        return new ToolResult(code, standard.ToString(), error.ToString());
    }
}
