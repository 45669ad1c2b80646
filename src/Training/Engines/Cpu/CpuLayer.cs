namespace Grokking.Training;

/// <summary>
/// One layer on the CPU. Forward overwrites its outputs; backward adds to the gradients of its input and parameters.
/// </summary>
internal abstract class CpuLayer(CpuContext context)
{
    /// <summary>What all layers share.</summary>
    protected CpuContext Context => context;

    /// <summary>Computes this layer's output and remembers its input for the backward pass.</summary>
    public abstract ResidualStream Forward(ResidualStream input);

    /// <summary>From the gradient of the output to those of input and parameters.</summary>
    public abstract void Backward();

    /// <summary>Moves what is kept with the weights and not trained, after the update that follows a gradient.</summary>
    public virtual void AfterUpdate(float[] weights)
    {
    }

    /// <summary>Shows rows as [batch, pos, …] to hooks of that name.</summary>
    protected void Visit(string name, RowBuffer rows, RowMap map, params ReadOnlySpan<int> inner)
    {
        if (context.Hooks is { } hooks && hooks.Wants(name))
        {
            hooks.Visit(name, rows, [map.Samples, map.Positions, .. inner]);
        }
    }

    /// <summary>The same for a block's activation; the name is only made when somebody looks, so that a step allocates nothing.</summary>
    protected void Visit(Func<int, string> name, int block, RowBuffer rows, RowMap map, params ReadOnlySpan<int> inner)
    {
        if (context.Hooks is not null)
        {
            Visit(name(block), rows, map, inner);
        }
    }
}
