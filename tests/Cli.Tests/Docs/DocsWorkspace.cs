using System.Text.RegularExpressions;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>
/// A folder that has what the pages' command lines name: a tiny run wherever they say <c>runs/NAME</c>, with the checkpoints that they
/// name, and the files of their examples. While it lives it is the current folder, so that the lines run as they stand.
/// </summary>
public sealed partial class DocsWorkspace : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly string before = Environment.CurrentDirectory;
    private readonly RunPaths tiny;

    public DocsWorkspace()
    {
        tiny = new RunPaths(TinyRun.Train(folder, "tiny"));
        Environment.CurrentDirectory = folder.Path;
    }

    /// <summary>Gives a command line the files that it reads, and takes away the runs that it makes.</summary>
    /// <returns>The arguments, with file names for patterns and placeholders, and without what takes long.</returns>
    internal string[] Prepare(string[] arguments)
    {
        var ready = arguments.SelectMany(Fill).ToList();
        ProvideRuns(ready);
        if (ready is ["train", var source, ..] && !ready.Contains("--resume"))
        {
            Remove(Path.Combine("runs", Path.GetFileNameWithoutExtension(source)));
        }
        var output = ready.IndexOf("--out") + 1;
        if (output > 0)
        {
            Remove(ready[output]);
        }
        return [.. ready, .. Cheaper(ready)];
    }

    /// <summary>Makes the runs and checkpoints of some paths, anew whatever an earlier line has made of them.</summary>
    /// <param name="paths">Such as <c>runs/demo</c> and <c>runs/demo/checkpoints/step-007000.safetensors</c>; others are passed over.</param>
    internal void ProvideRuns(IEnumerable<string> paths)
    {
        var named = paths.Select(path => (Path: path, Run: RunName().Match(path).Value)).Where(pair => pair.Run.Length > 0).ToList();
        named.ForEach(pair => Remove(pair.Run));
        named.ForEach(pair => Provide(pair.Run, pair.Path));
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = before;
        folder.Dispose();
    }

    // The last value of a setting counts. A tiny run that goes on goes on for two steps; its frequencies are 1 and 2 alone.
    private static IEnumerable<string> Cheaper(List<string> arguments)
    {
        var frequencies = arguments.IndexOf("--key-frequencies") + 1;
        if (frequencies > 0)
        {
            arguments[frequencies] = "1,2";
        }
        var steps = arguments.Contains("--resume") ? TinyRun.Steps + 2 : 2;
        return arguments[0] == "train" && !arguments.Contains("--help") ? ["--set", $"training.max_steps={steps}"] : [];
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
            Safetensors.Write(folder.File(name), new NamedTensors(Safetensors.Read(tiny.Checkpoint(TinyRun.Steps)).Tensors, new Dictionary<string, string>()));
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

    private static void Remove(string run)
    {
        if (Directory.Exists(run))
        {
            Directory.Delete(run, recursive: true);
        }
    }

    [GeneratedRegex("^runs/[a-z0-9-]+")]
    private static partial Regex RunName();

    [GeneratedRegex(@"^[a-z_]+\.(pt|pth|safetensors)$")]
    private static partial Regex ModelFile();
}
