using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp.Modules;

/// <summary>An optimiser with one float32 state tensor per parameter, which it saves and restores.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    /// <summary>State by parameter; parameters that were never updated have none.</summary>
    protected abstract IDictionary<Parameter, Tensor> State { get; }

    /// <summary>Writes the state of each parameter, in the order of the groups. Learning rates are the caller's.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        Parameter[] all = [.. parameters()];
        writer.Write(all.Length);
        foreach (var parameter in all)
        {
            var values = State.TryGetValue(parameter, out var state) ? state.data<float>().ToArray() : [];
            writer.Write(values.Length);
            writer.Write(MemoryMarshal.AsBytes<float>(values));
        }
    }

    /// <exception cref="InvalidDataException">The data is of other parameters.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        Parameter[] all = [.. parameters()];
        if (reader.ReadInt32() != all.Length) throw new InvalidDataException("The saved optimiser state is of another number of parameters.");
        foreach (var parameter in all)
        {
            var length = reader.ReadInt32();
            if (length == 0) continue;
            if (length != parameter.numel()) throw new InvalidDataException("The saved optimiser state is of parameters of other sizes.");
            var values = new float[length];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            if (!State.TryGetValue(parameter, out var state))
                State.Add(parameter, state = empty_like(parameter).DetachFromDisposeScope());
            state.data<float>().CopyFrom(values);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var state in State.Values) state.Dispose();
        State.Clear();
    }
}
