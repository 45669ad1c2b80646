using System.Globalization;
using Grokking.Training.Torch;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>What there is of torch, for people.</summary>
internal static class TorchText
{
    /// <summary>The page.</summary>
    public static TextPage Of(TorchStatus status, int width)
    {
        var page =
            new TextPage(width).Heading(status.Ready ? "The torch engine can be used" : "The torch engine cannot be used yet");
        page.Pairs([.. Rows(status)]);
        if (status.Problem is not null)
        {
            page.Line().Heading("Missing").Paragraph(status.Problem).Paragraph(status.Remedy ?? "");
        }
        return page;
    }

    private static IEnumerable<(string, string)> Rows(TorchStatus status)
    {
        yield return ("TorchSharp", status.Torchsharp);
        if (status.Libtorch is { } place)
        {
            yield return (
                "libtorch",
                $"{status.LibtorchVersion ?? "does not load"}, for {(place.HasCuda ? "NVIDIA GPUs" : "the processor")}, from "
                    + $"{place.Source}");
            yield return ("", place.Folder);
        }
        if (status.Native is { } native)
        {
            yield return (
                "LibTorchSharp", status.NativeRepaired ? "a copy, repaired for the C++ runtime of this system" : "as it comes");
            yield return ("", native);
            yield return ("devices", string.Join(", ", status.Devices));
        }
        if (status is { Ready: true, Devices.Count: 1 })
        {
            yield return ("for GPUs", status.Libtorch!.HasCuda
                ? "none is seen: nvidia-smi shows GPU and driver"
                : $"{ToolName.Text} torch install cuda ({TorchPackage.Cuda.DownloadText})");
        }
    }
}
