using System.CommandLine;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Shows what a checkpoint or a run's folder holds.</summary>
internal sealed class InspectCommand : ToolCommand
{
    /// <summary>The command over a terminal.</summary>
    public InspectCommand(Terminal terminal)
        : base("inspect", "Show what a checkpoint file or a run's folder holds.")
    {
        var path = new Argument<string>("path") { HelpName = "FILE|RUN", Description = "A .safetensors, .pt or .pth file of any origin, or the folder of a run." }.With(Complete.CheckpointFiles);
        Add(path);
        Examples =
        [
            ("inspect runs/mainline", "The run's config, how far it came, and what has been made of it."),
            ("inspect runs/mainline/checkpoints/step-000250.safetensors", "Names, shapes and number types of its tensors, and its metadata."),
            ("inspect model.pt", "A file of PyTorch's torch.save; nothing that it contains is run."),
        ];
        SetAction(parsed => terminal.Out.Write(Page(parsed.GetRequiredValue(path), terminal.Out.Width)));
    }

    private static TextPage Page(string path, int width) =>
        Directory.Exists(path) ? RunText.Of(Run.Open(path), width) : FileText.Of(StoredFile.Read(path), width);
}
