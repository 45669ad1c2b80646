using System.CommandLine.Parsing;
using System.CommandLine;
using System.Globalization;

namespace Grokking.Cli;

/// <summary>The options that several commands have.</summary>
internal static class CommandOptions
{
    /// <summary>How documents are written for programs that people also read.</summary>
    public static readonly System.Text.Json.JsonSerializerOptions IndentedJson = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>How a word is quoted for YAML, of which JSON is a part, with the letters as they are.</summary>
    public static readonly System.Text.Json.JsonSerializerOptions PlainJson =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The runs and checkpoints that a command looks at.</summary>
    public static Argument<string[]> Checkpoints() => new Argument<string[]>("paths")
    {
        HelpName = "PATH",
        Description = "The folder of a run, or a checkpoint: .safetensors, .pt or .pth, ours, TransformerLens' or the papers'.",
        Arity = ArgumentArity.OneOrMore,
    }.With(Complete.CheckpointFiles);

    /// <summary>The option that adds the stack to error messages.</summary>
    public const string VerboseName = "--verbose";

    private const int MostThreads = 1024;

    /// <summary>Adds the stack to error messages; every command has it.</summary>
    public static Option<bool> Verbose() =>
        new(VerboseName) { Description = "With an error, also says where in the program it arose.", Recursive = true };

    /// <summary>The folder to write to.</summary>
    public static Option<string?> Out(string description) =>
        new Option<string?>("--out") { HelpName = "DIR", Description = description }.With(Complete.Folders);

    /// <summary>Changed settings of a config, each <c>key=value</c>.</summary>
    public static Option<string[]> Settings() => new Option<string[]>("--set")
    {
        HelpName = "KEY=VALUE",
        Description =
            "Changes settings, such as training.max_steps=30000 or, where one setting alone has that name, max_steps=30000.",
        AllowMultipleArgumentsPerToken = true,
    }.With(Complete.Settings);

    /// <summary>Number of threads; null when not given.</summary>
    public static Option<int?> Threads() =>
        Number("--threads", "N", 1, MostThreads,
            "Number of threads; the result does not depend on it. Default: one for each core.");

    /// <summary>A whole number in a range; null when not given.</summary>
    public static Option<int?> Number(string name, string valueName, int least, int most, string description) => new(name)
    {
        HelpName = valueName,
        Description = description,
        CustomParser = result => ParseNumber(name, least, most, result),
    };

    /// <summary>One JSON document instead of text.</summary>
    public static Option<bool> Json(string description) => new("--json") { Description = description };

    /// <summary>Gradient symmetricity over all triples.</summary>
    public static Option<bool> AllTriples() => new("--all-triples")
    {
        Description = "Takes gradient symmetricity over all p³ triples, also above p = "
            + $"{Interp.GradientSymmetricity.LargestExhaustiveP}, where the published sample of "
            + $"{Interp.GradientSymmetricity.PublishedTriples} is the default. Some 10 s at p = 113.",
    };

    /// <summary>Tables as Parquet beside the CSV.</summary>
    public static Option<bool> Parquet(string tables) =>
        new("--parquet") { Description = $"Writes {tables} as Parquet too, which keeps the columns' types." };

    /// <summary>Deletes an earlier run.</summary>
    public static Option<bool> Force(string description) => new("--force") { Description = description };

    /// <summary>An option with a text as its value.</summary>
    public static Option<string?> Text(string name, string valueName, string description) =>
        new(name) { HelpName = valueName, Description = description };

    /// <summary>A list of whole numbers, separated by commas; null when not given.</summary>
    public static Option<IReadOnlyList<int>?> Numbers(string name, string valueName, string description) => new(name)
    {
        HelpName = valueName,
        Description = description,
        CustomParser = result => ParseNumbers(name, result),
    };

    private static int? ParseNumber(string name, int least, int most, ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            && number <= most)
        {
            return number;
        }
        result.AddError($"{name}: expected a whole number, {least} to {most}, got '{text}'.");
        return null;
    }

    private static List<int>? ParseNumbers(string name, ArgumentResult result)
    {
        var numbers = new List<int>();
        foreach (var text in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                result.AddError($"{name}: expected whole numbers separated by commas, got '{result.Tokens[0].Value}'.");
                return null;
            }
            numbers.Add(number);
        }
        return numbers;
    }
}

/// <summary>A command with what its help page says beyond its arguments and options.</summary>
internal abstract class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>What a user should know, one paragraph each.</summary>
    public IReadOnlyList<string> Notes { get; protected init; } = [];

    /// <summary>Command lines behind the tool's name, with what each does.</summary>
    public IReadOnlyList<(string Line, string Meaning)> Examples { get; protected init; } = [];
}
