using System.Text.RegularExpressions;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>
/// A folder that has what the pages' command lines name: a tiny run, analysed, wherever they say <c>runs/NAME</c>, with the
/// checkpoints that they name, and the files of their examples. While it lives it is the current folder, so that the lines run as
/// they stand.
/// </summary>
public sealed partial class DocsWorkspace : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly string before = Environment.CurrentDirectory;
    private readonly RunPaths tiny;

    public DocsWorkspace()
    {
        tiny = new RunPaths(TinyRun.Train(folder, "tiny"));
        Assert.Equal(Cli.ExitCode.Done, Tool.Run("analyze", tiny.Folder).ExitCode);
        Environment.CurrentDirectory = folder.Path;
    }

    /// <summary>Gives a command line the files that it reads, and takes away what earlier ones have made.</summary>
    /// <returns>The arguments, with file names for patterns and placeholders, and without what takes long.</returns>
    internal string[] Prepare(string[] arguments)
    {
        var ready = arguments.SelectMany(Fill).ToList();
        var output = ready.IndexOf("--out") is var option and >= 0 ? ready[option + 1] : null;
        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }
        if (ready is ["sweep", not "plan", var sweep, ..])
        {
            ProvideSweep(sweep);
        }
        else
        {
            ProvideRuns(ready is ["runs"] ? ["runs/demo"] : ready.Where(argument => argument != output));
        }
        MakeCheap(ready);
        return [.. ready];
    }

    /// <summary>Makes the runs and checkpoints of some paths, and takes away all other runs.</summary>
    /// <param name="paths">Such as <c>runs/demo</c> and <c>runs/demo/checkpoints/step-007000.safetensors</c>; others are passed
    /// over.</param>
    internal void ProvideRuns(IEnumerable<string> paths)
    {
        var named =
            paths.Select(path => (Path: path, Run: RunName().Match(path).Value)).Where(pair => pair.Run.Length > 0).ToList();
        if (Directory.Exists("runs"))
        {
            Directory.Delete("runs", recursive: true);
        }
        named.ForEach(pair => Provide(pair.Run, pair.Path));
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = before;
        folder.Dispose();
    }

    // A tiny run has the frequencies 1 and 2, and a checkpoint at step 10. It goes on for two steps; others are trained for two.
    // The last value of a setting counts. Pictures are drawn where a line names their format.
    private static void MakeCheap(List<string> arguments)
    {
        Replace("--key-frequencies", "1,2");
        Replace("--fork", "10");
        Replace("--from", "10");
        Replace("--step", "10");
        Replace("--seeds", "0..1");
        if (arguments is ["experiment", ..] && !arguments.Contains("--help") && !arguments.Contains("--plan"))
        {
            arguments.Add("--plan");
        }
        if (arguments is ["report", ..] && !arguments.Any(argument => argument is "--help" or "--format" or "--no-pictures"))
        {
            arguments.Add("--no-pictures");
        }
        if (arguments is ["train", ..] && !arguments.Contains("--help"))
        {
            var begun = arguments.Contains("--resume") || arguments.Contains("--fork");
            arguments.AddRange(["--set", $"training.max_steps={(begun ? TinyRun.Steps + 2 : 2)}"]);
        }

        void Replace(string option, string value)
        {
            if (arguments.IndexOf(option) is var index and >= 0)
            {
                arguments[index + 1] = value;
            }
        }
    }

    // A sweep of four runs, none of which has begun.
    private static void ProvideSweep(string name)
    {
        if (Directory.Exists(name))
        {
            Directory.Delete(name, recursive: true);
        }
        SweepFolder.Make(name, SweepGrid.Read(SweepMake.Grid(seeds: 4, steps: 5), "grid.json").Plan());
    }

    private IEnumerable<string> Fill(string argument)
    {
        switch (argument)
        {
            case "FILE":
                return [tiny.Checkpoint(TinyRun.Steps)];
            case "RUN":
                return ["runs/demo"];
            case "my-config.json" or "CONFIG.json":
                return [folder.Write(argument, ConfigJson.Write(TinyRun.Config))];
            case "grid.json":
                return [folder.Write(argument, SweepMake.Grid(seeds: 4, steps: 5))];
            case "split.json":
                return [folder.Write(argument, "{ \"train\": [0, 1, 2, 3, 4, 5, 6, 7, 8], \"test\": [9, 10, 11, 12] }")];
            case "model_*.pt":
                return [Model("model_a.pt"), Model("model_b.pt")];
        }
        return ModelFile().IsMatch(argument) ? [Model(argument)] : [argument];
    }

    /// <summary>A network of a + b mod 5 as PyTorch or safetensors store it, without our metadata.</summary>
    private string Model(string name)
    {
        if (Path.GetExtension(name) == ".safetensors")
        {
            Safetensors.Write(
                folder.File(name),
                new NamedTensors(Safetensors.Read(tiny.Checkpoint(TinyRun.Steps)).Tensors, new Dictionary<string, string>()));
        }
        else
        {
            File.Copy(DocsPages.FullPath("tests/Cli.Tests/Docs/Golden/model.pt"), folder.File(name), overwrite: true);
        }
        return name;
    }

    private void Provide(string run, string path)
    {
        var paths = new RunPaths(run);
        if (!paths.HoldsRun)
        {
            Copy(tiny.Folder, run);
        }
        if (path.EndsWith(".safetensors", StringComparison.Ordinal) && !File.Exists(path))
        {
            File.Copy(paths.Checkpoint(TinyRun.Steps), path);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    [GeneratedRegex("^runs/[a-z0-9-]+")]
    private static partial Regex RunName();

    [GeneratedRegex(@"^[a-z_]+\.(pt|pth|safetensors)$")]
    private static partial Regex ModelFile();
}
