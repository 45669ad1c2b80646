using Grokking.Training;

namespace Grokking.Cli;

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
