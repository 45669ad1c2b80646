using System.CommandLine;
using System.CommandLine.Completions;
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
    public static Argument<T> With<T>(this Argument<T> argument, params Func<CompletionContext, IEnumerable<CompletionItem>>[] sources)
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
    public static IEnumerable<CompletionItem> CheckpointFiles(CompletionContext context) => Files(context.WordToComplete, Checkpoints);

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
        return from entry in place.EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true })
               where entry.Name.StartsWith('.') == name.StartsWith('.') && (entry is DirectoryInfo || extensions.Contains(entry.Extension))
               select new CompletionItem(folder + entry.Name + (entry is DirectoryInfo ? "/" : ""));
    }
}
