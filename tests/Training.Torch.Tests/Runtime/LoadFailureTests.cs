namespace Grokking.Training.Torch.Tests;

/// <summary>What the loader of glibc says, and what is made of it.</summary>
public sealed class LoadFailureTests
{
    private const string Preface = "Unable to load shared library '/x/libLibTorchSharp.so' or one of its dependencies. In order "
        + "to help diagnose loading problems, ...\n";

    [Theory]
    [InlineData(
        "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /x/libLibTorchSharp.so)",
        "libLibTorchSharp.so wants GLIBC_2.34, and /lib/x86_64-linux-gnu/libc.so.6 is older than that.")]
    [InlineData(
        "/lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /x/libLibTorchSharp.so)",
        "libLibTorchSharp.so wants GLIBCXX_3.4.32, and /lib/x86_64-linux-gnu/libstdc++.so.6 is older than that.")]
    [InlineData(
        "/x/libLibTorchSharp.so: undefined symbol: _ZN2at4_ops3add4callE, version X",
        "libLibTorchSharp.so wants the symbol _ZN2at4_ops3add4callE, which no library has: those of libtorch are of another "
            + "version.")]
    [InlineData(
        "libcuda.so.1: cannot open shared object file: No such file or directory",
        "It wants the library libcuda.so.1, which is not on this machine.")]
    [InlineData("/x/libLibTorchSharp.so: invalid ELF header", "The system says: /x/libLibTorchSharp.so: invalid ELF header")]
    public void Message_IsThreeLines_WhatDoesNotLoadWhatItWantsAndWhatToDo(string said, string wants)
    {
        var error = LoadFailure.Of("/x/libLibTorchSharp.so", Preface + said + "\n");

        var lines = error.Message.Split('\n');
        Assert.Equal(
            ["engine 'torch': libLibTorchSharp.so does not load on this machine (/x/libLibTorchSharp.so).", wants, error.Remedy],
            lines);
        Assert.NotEmpty(error.Remedy);
    }
}
