using System.Text.Json;
using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class PresetsCommandTests
{
    [Fact]
    public void Presets_NamesEachOne()
    {
        var result = Tool.Run("presets");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All(PresetCatalogue.All, preset => Assert.Contains(preset.Id + "\n", result.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void Presets_AsJson_HasEachWholeConfig()
    {
        var result = Tool.Run("presets", "--json");

        using var document = JsonDocument.Parse(result.Out);
        Assert.Equal(
            PresetCatalogue.All.Select(preset => ConfigJson.Write(preset.Config)),
            document.RootElement.EnumerateArray()
                .Select(preset => ConfigJson.Write(ConfigJson.Read(preset.GetProperty("config").GetRawText(), "test"))));
    }
}
