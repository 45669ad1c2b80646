using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>The whole tool: its commands and the options that all of them have.</summary>
internal sealed class GrokkingCommand : RootCommand
{
    /// <summary>The commands over a terminal.</summary>
    public GrokkingCommand(Terminal terminal)
        : base("Trains small networks until they grok, opens them up, and says which algorithm they found.")
    {
        Add(new DemoCommand(terminal, PresetCatalogue.Demo));
        Add(new TrainCommand(terminal));
        Add(new SweepCommand(terminal));
        Add(new ExperimentCommand(terminal));
        Add(new AnalyzeCommand(terminal));
        Add(new ClassifyCommand(terminal));
        Add(new ExplainCommand(terminal));
        Add(new ReportCommand(terminal));
        Add(new RunsCommand(terminal));
        Add(new InspectCommand(terminal));
        Add(new PresetsCommand(terminal));
        Add(new TorchCommand(terminal));
        Add(new CompletionCommand(terminal));
        Add(CommandOptions.Verbose());
        Directives.OfType<SuggestDirective>().Single().Action = new SuggestAction(terminal.Out);
        Options.OfType<VersionOption>().Single().Action = new VersionAction(terminal.Out);
        Options.OfType<HelpOption>().Single().Action = new HelpPageAction(terminal.Out, asked: true);
        Action = new HelpPageAction(terminal.Out, asked: false);
    }
}
