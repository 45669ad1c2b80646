using Grokking.Testing;

namespace Grokking.Cli.Tests;

/// <summary>The built tool as a process on a terminal, which Python makes.</summary>
internal static class PseudoTerminal
{
    private const string Program = """
        import fcntl, os, pty, struct, sys, termios
        columns, close_at, command = int(sys.argv[1]), sys.argv[2].encode(), sys.argv[3:]
        child, terminal = pty.fork()
        if child == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
            os.execvp(command[0], command)
        seen = b""
        while True:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            if not data:
                break
            seen += data
            if close_at and close_at in seen:
                os.close(terminal)
                break
        sys.stdout.buffer.write(seen)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.exit(status if status >= 0 else 128 - status)
        """;

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">Its current folder.</param>
    /// <param name="columns">Width of the terminal.</param>
    /// <param name="closeAt">The terminal is closed, as a window is, when it shows this text; null for never.</param>
    /// <param name="environment">Variables that are other than here.</param>
    /// <param name="arguments">The command line.</param>
    public static ToolResult Run(
        string folder, int columns, string? closeAt, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var python = Python.With("pty");
        Assert.SkipWhen(python is null, "there is no Python to make a terminal");
        return ToolProcess.RunProgram(
            python!, folder, ["-c", Program, TinyRun.Text(columns), closeAt ?? "", "dotnet", ToolProcess.Assembly, .. arguments],
            new Dictionary<string, string?>(environment) { ["TERM"] = "xterm" });
    }
}
