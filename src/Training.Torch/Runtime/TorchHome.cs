using System.Text.Json;

namespace Grokking.Training.Torch;

/// <summary>
/// Where a user's libtorch is: in the folder that <see cref="Variable"/> names, else in the one that an installation has
/// remembered in the user's folder for data.
/// </summary>
/// <param name="folder">The user's folder for data of the torch engine; need not be there.</param>
/// <param name="given">The value of <see cref="Variable"/>; null or empty for none.</param>
internal sealed class TorchHome(string folder, string? given)
{
    /// <summary>The variable of the environment that names a libtorch that is there already.</summary>
    public const string Variable = "GROKKING_LIBTORCH";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private sealed record Memo(string Folder, string Kind);

    /// <summary>The folder for data.</summary>
    public string Folder => folder;

    /// <summary>The file that remembers an installed libtorch.</summary>
    public string Memory => Path.Combine(folder, "libtorch.json");

    /// <summary>That of the user who runs the process.</summary>
    public static TorchHome OfUser() => new(
        Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "grokking",
                    "torch"),
        Environment.GetEnvironmentVariable(Variable));

    /// <summary>Where libtorch is.</summary>
    /// <exception cref="TorchMissingException">There is none, or the one that was named is gone.</exception>
    public TorchPlace Find() => string.IsNullOrEmpty(given) ? Remembered() : Given(Path.GetFullPath(given));

    /// <summary>The command that installs a libtorch.</summary>
    /// <param name="kind">cpu or cuda.</param>
    public static string CommandFor(string kind) => $"{TorchMissingException.Tool} torch install {kind}";

    /// <summary>Remembers a libtorch for the next time.</summary>
    /// <param name="libraries">The folder of its libraries.</param>
    /// <param name="kind">What was installed: cpu or cuda.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Remember(string libraries, string kind)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Memory, JsonSerializer.Serialize(new Memo(libraries, kind), Options) + "\n");
    }

    // As it comes from PyTorch, libtorch has its libraries in a folder below.
    private static TorchPlace Given(string named) =>
        new[] { named, Path.Combine(named, "lib") }.FirstOrDefault(HasLibtorch) is { } libraries
            ? new TorchPlace(libraries, Variable)
            : throw new TorchMissingException(
                $"{Variable} names {named}, and neither it nor its folder lib has {TorchPlace.FileOf("torch_cpu")}.",
                $"Name the folder of libtorch {TorchPackage.LibtorchVersion}, or unset {Variable} and call "
                    + $"'{TorchMissingException.Tool} torch install cpu'.");

    private TorchPlace Remembered()
    {
        if (!File.Exists(Memory))
        {
            throw new TorchMissingException(
                "there is no libtorch, which the engine runs on.", TorchMissingException.InstallRemedy);
        }
        var memo = Read();
        return HasLibtorch(memo.Folder)
            ? new TorchPlace(memo.Folder, CommandFor(memo.Kind))
            : throw new TorchMissingException(
                $"libtorch was installed in {memo.Folder} and is there no more.", TorchMissingException.InstallRemedy);
    }

    private Memo Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Memo>(JsonInput.ReadFile(Memory), Options)
                ?? throw new JsonException("expected an object, got null.");
        }
        catch (Exception error) when (error is JsonException or IOException or InvalidDataException
            or UnauthorizedAccessException)
        {
            throw new TorchMissingException($"{Memory} cannot be read: {error.Message}", TorchMissingException.InstallRemedy);
        }
    }

    private static bool HasLibtorch(string libraries) => File.Exists(Path.Combine(libraries, TorchPlace.FileOf("torch_cpu")));
}
