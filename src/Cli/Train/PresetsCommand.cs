using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.Json;
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

/// <summary>The list of presets.</summary>
internal static class PresetText
{
    /// <summary>Each preset with its purpose and main settings.</summary>
    public static TextPage Of(IEnumerable<Preset> presets, int width)
    {
        var page = new TextPage(width);
        foreach (var preset in presets)
        {
            page.Heading(preset.Id).Paragraph(preset.Description + ".").Pairs(ConfigText.Rows(preset.Config)).Line();
        }
        return page.Pairs(
            ($"{ToolName.Text} train PRESET", "trains one into runs/PRESET"),
            ($"{ToolName.Text} train PRESET --set KEY=VALUE", "changes settings"));
    }
}
