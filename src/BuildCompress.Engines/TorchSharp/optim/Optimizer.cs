namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Changes parameters by their gradients. Owns its own state, not the parameters.</summary>
        public abstract class Optimizer : IDisposable
        {
            /// <summary>Sets of parameters with settings of their own.</summary>
            public abstract IEnumerable<ILearningRateController> ParamGroups { get; }

            public abstract IEnumerable<Parameter> parameters();

            /// <summary>One update of every parameter that has a gradient.</summary>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <summary>Drops all gradients, so that the next backward pass writes them anew.</summary>
            public virtual void zero_grad()
            {
                foreach (var parameter in parameters()) parameter.grad = null;
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected abstract void Dispose(bool disposing);
        }
    }
}
