namespace Grokking.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public void NoArguments_ShowsTheHelp() => Assert.Equal(Tool.Run("--help"), Tool.Run());

    [Fact]
    public void Help_NamesEveryCommand()
    {
        var help = Tool.Run("--help").Out;

        Assert.All(Commands().Select(row => row.Data), name => Assert.Contains($"  {name} ", help, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfACommand_HasUsageOptionsAndExamples(string command)
    {
        var help = Tool.Run(command, "--help");

        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Contains($"  grokking {command}", help.Out, StringComparison.Ordinal);
        Assert.All(
            new[] { "Usage\n", "Options\n", "Examples\n" }, title => Assert.Contains(title, help.Out, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_FitsEightyColumns(string command) =>
        Assert.All(
            Tool.Run(command, "--help").Out.Split('\n'),
            line => Assert.True(line.Length <= 80, $"{line.Length} characters: {line}"));

    [Fact]
    public void Help_SetsWrongOptionsAside() => Assert.Equal(0, Tool.Run("train", "--bogus", "--help").ExitCode);

    [Fact]
    public void Version_IsThatOfTheAssembly() =>
        Assert.Equal(
            new ToolResult(0, $"grokking {typeof(Program).Assembly.GetName().Version!.ToString(3)}\n", ""),
            Tool.Run("--version"));

    public static TheoryData<string> Commands() => [.. CliPage.Tool().Subcommands.Select(command => command.Name)];
}
