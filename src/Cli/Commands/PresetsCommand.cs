using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Lists the configs that come with the tool.</summary>
internal sealed class PresetsCommand : ToolCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The command over a terminal.</summary>
    public PresetsCommand(Terminal terminal)
        : base("presets", "List the configs that come with the tool.")
    {
        var json = CommandOptions.Json("One JSON array with each preset's whole config.");
        Add(json);
        Examples =
        [
            ("presets", "Names, what each is for, and the main settings."),
            ("presets --json", "All settings, for programs."),
        ];
        SetAction(parsed => Run(terminal, parsed.GetValue(json)));
    }

    private static void Run(Terminal terminal, bool json)
    {
        if (json)
        {
            terminal.Out.Raw(Document().ToJsonString(Indented) + "\n");
            return;
        }
        terminal.Out.Write(PresetText.Of(PresetCatalogue.All, terminal.Out.Width));
    }

    private static JsonArray Document() => new([.. PresetCatalogue.All.Select(preset => new JsonObject
    {
        ["id"] = preset.Id,
        ["description"] = preset.Description,
        ["config"] = JsonNode.Parse(ConfigJson.Write(preset.Config)),
    })]);
}
