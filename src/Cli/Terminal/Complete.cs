using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using System.CommandLine;
using System.Text.RegularExpressions;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>What a shell may offer for the value of an argument or an option.</summary>
internal static class Complete
{
    /// <summary>Extensions of checkpoint files.</summary>
    public static readonly string[] Checkpoints = [".safetensors", ".pt", ".pth"];

    /// <summary>An option whose values are among some words.</summary>
    public static Option<T> With<T>(this Option<T> option, params IEnumerable<string> words)
    {
        option.CompletionSources.Add([.. words]);
        return option;
    }

    /// <summary>An option whose values come from a source.</summary>
    public static Option<T> With<T>(this Option<T> option, Func<CompletionContext, IEnumerable<CompletionItem>> source)
    {
        option.CompletionSources.Add(source);
        return option;
    }

    /// <summary>An argument whose values come from sources.</summary>
    public static Argument<T> With<T>(
        this Argument<T> argument, params Func<CompletionContext, IEnumerable<CompletionItem>>[] sources)
    {
        argument.CompletionSources.Add(context => IsFull(argument, context) ? [] : sources.SelectMany(source => source(context)));
        return argument;
    }

    /// <summary>Ids of presets.</summary>
    public static IEnumerable<CompletionItem> Presets(CompletionContext context) =>
        PresetCatalogue.All.Select(preset => new CompletionItem(preset.Id, documentation: preset.Description));

    /// <summary>Settings of a config, each up to its value.</summary>
    public static IEnumerable<CompletionItem> Settings(CompletionContext context) =>
        ConfigJson.SettingNames.Select(name => new CompletionItem(name + "="));

    /// <summary>Folders.</summary>
    public static IEnumerable<CompletionItem> Folders(CompletionContext context) => Files(context.WordToComplete, []);

    /// <summary>Folders and JSON files.</summary>
    public static IEnumerable<CompletionItem> JsonFiles(CompletionContext context) => Files(context.WordToComplete, [".json"]);

    /// <summary>Folders and checkpoint files.</summary>
    public static IEnumerable<CompletionItem> CheckpointFiles(CompletionContext context) =>
        Files(context.WordToComplete, Checkpoints);

    // The word at the cursor is among the argument's own, unless it is still empty.
    private static bool IsFull(Argument argument, CompletionContext context) =>
        context.ParseResult.GetResult(argument) is { } given
        && given.Tokens.Count(token => token.Value != context.WordToComplete) >= argument.Arity.MaximumNumberOfValues;

    // Folders end with a slash, so that the shells let one go on typing.
    private static IEnumerable<CompletionItem> Files(string word, IReadOnlyCollection<string> extensions)
    {
        var nameStart = word.LastIndexOf('/') + 1;
        var (folder, name) = (word[..nameStart], word[nameStart..]);
        var place = new DirectoryInfo(folder.Length == 0 ? "." : folder);
        if (!place.Exists)
        {
            return [];
        }
        return from entry in place.EnumerateFileSystemInfos(
            "*", new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true })
               where entry.Name.StartsWith('.') == name.StartsWith('.')
                   && (entry is DirectoryInfo || extensions.Contains(entry.Extension))
               select new CompletionItem(folder + entry.Name + (entry is DirectoryInfo ? "/" : ""));
    }
}

/// <summary>
/// What <c>[suggest]</c> before a command line does, which the shells' scripts call: writes what the last word of the line could
/// become, a candidate a line, each with a tab and what it means.
/// </summary>
internal sealed partial class SuggestAction(Screen screen) : SynchronousCommandLineAction
{
    // The library's other spellings of --help, which the help page does not name either.
    private static readonly string[] Unnamed = ["-?", "/?", "/h"];

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override bool Terminating => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var line = parseResult.Tokens is [.., { Value: var last }] ? last : "";
        foreach (var item in Candidates(parseResult.RootCommandResult.Command, line))
        {
            screen.Raw($"{item.Label}\t{FirstSentence(item.Documentation ?? item.Detail ?? "")}\n");
        }
        return ExitCode.Done;
    }

    /// <summary>What the last word of a line could become.</summary>
    /// <param name="tool">The root command.</param>
    /// <param name="line">The command line, the tool's name included, up to the cursor.</param>
    private static List<CompletionItem> Candidates(Command tool, string line)
    {
        var arguments = line.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var space ? line[(space + 1)..] : "";
        var word = arguments[(arguments.LastIndexOf(' ') + 1)..];
        var items = tool.Parse(arguments).GetCompletions(arguments.Length)
            .Where(item => item.Label.StartsWith(word, StringComparison.Ordinal) && !Unnamed.Contains(item.Label))
            .DistinctBy(item => item.Label)
            .ToList();
        // Options are offered to who types a hyphen, and where nothing else can come.
        var others = items.Where(item => !item.Label.StartsWith('-')).ToList();
        return word.StartsWith('-') || others.Count == 0 ? items : others;
    }

    private static string FirstSentence(string text) => SentenceEnd().Split(text.ReplaceLineEndings(" "))[0].TrimEnd('.');

    [GeneratedRegex(@"\. (?=[A-Z])")]
    private static partial Regex SentenceEnd();
}
