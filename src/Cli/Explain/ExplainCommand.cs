using System.CommandLine;
using System.Text.Json.Nodes;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Explains networks, with controls and certificates.</summary>
internal sealed class ExplainCommand : ToolCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string[]> paths = CommandOptions.Checkpoints();
    private readonly Option<bool> json =
        CommandOptions.Json("One JSON document on standard output: an array with an object for each PATH.");
    private readonly Option<string?> split = CommandOptions.Text(
        "--split", "FILE",
        "A JSON file with the arrays train and test of pair indices a*p + b, for checkpoints without their split.")
            .With(Complete.JsonFiles);

    /// <summary>The command over a terminal.</summary>
    public ExplainCommand(Terminal terminal)
        : base("explain",
            "Say whether single frequencies explain networks that add modulo n, beside controls that must fail.")
    {
        this.terminal = terminal;
        Add(paths);
        Add(json);
        Add(split);
        Notes =
        [
            "A network is explained when every rung of a ladder holds: behaviour, equivariance, weights, controls, causes. The "
            + $"thresholds were frozen on {ExplanationRule.Frozen}. A certificate is apart from the verdict, and rarer. A "
            + "file that cannot be read is reported; the others are explained all the same.",
        ];
        Examples =
        [
            ("explain model_*.pt", "Published checkpoints; nothing that they contain is run."),
            ("explain runs/demo --json", "One run, for a program."),
            ("explain model.pt --split split.json", "With the pairs that it was trained on, so that unseen ones count."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var (explained, failed) = Explain(parsed.GetRequiredValue(paths), parsed.GetValue(split));
        if (parsed.GetValue(json))
        {
            terminal.Out.Raw(new JsonArray([.. explained.Select(Document)]).ToJsonString(CommandOptions.IndentedJson) + "\n");
        }
        else if (explained.Count > 0)
        {
            terminal.Out.Write(ExplainText.Of(explained, terminal.Out.Width));
        }
        terminal.Remark(explained.SelectMany(item => item.Subject.Run?.Doubts() ?? []));
        foreach (var error in failed)
        {
            terminal.Error.Write(ErrorText.Of(error, verbose: false, terminal.Error.MessageWidth));
        }
        return failed.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    // Networks side by side, in the order given: each runs on one core then.
    private static (List<ExplainedSubject> Explained, List<Exception> Failed) Explain(string[] paths, string? split)
    {
        var all = paths.AsParallel().AsOrdered().WithDegreeOfParallelism(Math.Min(paths.Length, Environment.ProcessorCount))
            .WithMergeOptions(ParallelMergeOptions.FullyBuffered).Select(path => One(path, split)).ToList();
        return (
            [.. all.Select(item => item.Explained).OfType<ExplainedSubject>()],
            [.. all.Select(item => item.Error).OfType<Exception>()]);
    }

    private static (ExplainedSubject? Explained, Exception? Error) One(string path, string? split)
    {
        try
        {
            return (ExplainedSubject.Of(StudySubject.Open(path, split)), null);
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException or DirectoryNotFoundException
            or InsufficientMemoryException)
        {
            return (null, error);
        }
    }

    private static JsonObject Document(ExplainedSubject item) => new()
    {
        ["path"] = PathText.Of(item.Subject.Path),
        ["reading"] = item.Subject.Checkpoint.Reading,
        ["step"] = item.Subject.Source.Step,
        ["operation"] = AnalysisJson.Node(AnalysisOperation.Of(item.Subject.Checkpoint.Operation)),
        ["architecture"] = AnalysisJson.Node(AnalysisArchitecture.Of(item.Subject.Checkpoint.Model.Architecture)),
        ["explanation"] = item.Explanation is { } explanation ? AnalysisJson.Node(explanation) : null,
        ["group_explanation"] = item.Groups?.Explanation is { } ofGroup ? AnalysisJson.Node(ofGroup) : null,
    };
}

/// <summary>A checkpoint with its explanation.</summary>
/// <param name="Subject">The checkpoint.</param>
/// <param name="Accuracy">Share of all pairs answered right, 0 to 1.</param>
/// <param name="Explanation">The explanation; null where the operation is no addition modulo n.</param>
/// <param name="Groups">Representations and cosets with their explanation; null where the operation is no product of another
/// group.</param>
internal sealed record ExplainedSubject(
    StudySubject Subject, double Accuracy, Explanation? Explanation, AnalysisGroups? Groups = null)
{
    /// <summary>Explains a checkpoint.</summary>
    public static ExplainedSubject Of(StudySubject subject)
    {
        var checkpoint = subject.Checkpoint;
        var activations = FullBatchActivations.Of(checkpoint.Model, checkpoint.Operation, checkpoint.Format);
        var evaluation = new CheckpointEvaluation(activations, subject.Split);
        return new(
            subject, evaluation.Scores.All.Accuracy, evaluation.Explanation,
            evaluation.View<RepresentationView>() is { } group ? AnalysisGroups.Of(group) : null);
    }
}
