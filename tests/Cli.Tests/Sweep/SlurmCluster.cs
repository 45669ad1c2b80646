using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Grokking.Cli.Tests;

/// <summary>A Slurm of one machine on the loopback address, with its own munge, in a folder of its own.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SlurmCluster : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly TempFolder folder = new();
    private readonly Process munge;
    private Process? controller;
    private Process? node;

    private SlurmCluster()
    {
        File.WriteAllBytes(folder.File("munge.key"), RandomNumberGenerator.GetBytes(1024));
        File.SetUnixFileMode(folder.File("munge.key"), UnixFileMode.UserRead);
        File.WriteAllText(folder.File("slurm.conf"), Config());
        Directory.CreateDirectory(folder.File("state"));
        Directory.CreateDirectory(folder.File("spool"));
        string[] files = [$"--socket={folder.File("munge.socket")}", $"--key-file={folder.File("munge.key")}",
            $"--pid-file={folder.File("munged.pid")}",
            $"--log-file={folder.File("munged.log")}", $"--seed-file={folder.File("munge.seed")}"];
        munge = Start("munged", ["--foreground", "--force", .. files]);
        Wait(() => File.Exists(folder.File("munge.socket")), "munged made no socket");
        StartDaemons();
    }

    /// <summary>What the clients need to find it.</summary>
    public IReadOnlyDictionary<string, string?> Environment =>
        new Dictionary<string, string?> { ["SLURM_CONF"] = folder.File("slurm.conf") };

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? ReasonAgainst()
    {
        if (System.Environment.UserName != "root")
        {
            return "starting Slurm's daemons takes root on Linux.";
        }
        var missing = new[] { "munged", "slurmctld", "slurmd", "sbatch" }.FirstOrDefault(
            program => !Places().Any(place => File.Exists(Path.Combine(place, program))));
        return missing is null
            ? null : $"{missing} is not installed; 'apt-get install -y --no-install-recommends slurm-wlm munge' lifts it.";
    }

    /// <summary>Starts one.</summary>
    public static SlurmCluster Start() => new();

    /// <summary>Kills the controller and the node's daemon as <c>kill -9</c> does, and starts them again.</summary>
    public void KillAndRestart()
    {
        controller!.Kill();
        node!.Kill();
        controller.WaitForExit();
        node.WaitForExit();
        StartDaemons();
    }

    /// <summary>What a client says.</summary>
    public string Ask(string program, params string[] arguments) =>
        ToolProcess.RunProgram(program, folder.Path, arguments, Environment).Out;

    public void Dispose()
    {
        Ask("scancel", "--user=root");
        foreach (var process in new[] { node, controller, munge }.OfType<Process>())
        {
            process.Kill(entireProcessTree: process == munge);
            process.WaitForExit();
            process.Dispose();
        }
        folder.Dispose();
    }

    private void StartDaemons()
    {
        controller = Start("slurmctld", ["-D", "-f", folder.File("slurm.conf")]);
        node = Start("slurmd", ["-D", "-f", folder.File("slurm.conf"), "-N", "localhost"]);
        Wait(() => Ask("sinfo", "--noheader", "--format=%t").Trim() is "idle" or "mix" or "alloc", "the node did not come up");
    }

    // Seven is few, so that 10 tasks need two arrays; a task that is queued again may start after five seconds in place of two
    // minutes.
    private string Config() => $"""
        ClusterName=t
        SlurmctldHost=localhost(127.0.0.1)
        SlurmUser=root
        SlurmctldPort={FreePort()}
        SlurmdPort={FreePort()}
        AuthType=auth/munge
        AuthInfo=socket={folder.File("munge.socket")},cred_expire=5
        CryptoType=crypto/munge
        StateSaveLocation={folder.File("state")}
        SlurmdSpoolDir={folder.File("spool")}
        SlurmctldPidFile={folder.File("controller.pid")}
        SlurmdPidFile={folder.File("node.pid")}
        SlurmctldLogFile={folder.File("controller.log")}
        SlurmdLogFile={folder.File("node.log")}
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        ReturnToService=2
        SelectType=select/cons_tres
        SelectTypeParameters=CR_Core
        MaxArraySize=7
        NodeName=localhost NodeAddr=127.0.0.1 CPUs={Math.Min(2, System.Environment.ProcessorCount)} RealMemory=200 State=UNKNOWN
        PartitionName=main Nodes=localhost Default=YES MaxTime=INFINITE State=UP

        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Wait(Func<bool> condition, string otherwise) => Assert.True(SpinWait.SpinUntil(() =>
    {
        Thread.Sleep(200);
        return condition();
    }, Patience), otherwise);

    private static IEnumerable<string> Places() =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin");

    private static Process Start(string program, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(
        Places().Select(place => Path.Combine(place, program)).First(File.Exists),
        arguments) { RedirectStandardOutput = false })!;
}
