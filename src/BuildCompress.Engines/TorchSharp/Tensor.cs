using static BuildCompress.Engines.TorchSharp.PInvoke.NativeMethods;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An n-dimensional array in native memory, with its place in the autograd graph. Owned by the dispose scope that was open when it was
    /// created; without one, by its holder.
    /// </summary>
    public unsafe partial class Tensor : IDisposable
    {
        private nint handle;

        internal Tensor(nint handle)
        {
            this.handle = handle;
            OwningDisposeScope = DisposeScopeManager.Register(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Native tensors of this process that nobody has disposed yet.</summary>
        public static long TotalCount => bct_live_tensors();

        /// <exception cref="ObjectDisposedException">The tensor was disposed, by its holder or its scope, or became a parameter.</exception>
        public nint Handle
        {
            get
            {
                var live = handle;
                ObjectDisposedException.ThrowIf(live == 0, this);
                return live;
            }
        }

        public bool IsInvalid => handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var live = Interlocked.Exchange(ref handle, 0);
            if (live == 0) return;
            bct_tensor_free(live);
            if (!disposing) return;
            if (OwningDisposeScope is { } scope)
            {
                scope.Remove(this);
                DisposeScopeManager.Statistics.DisposedInScopeCount++;
            }
            else
            {
                DisposeScopeManager.Statistics.DisposedOutsideScopeCount++;
            }
        }

        /// <summary>Takes the tensor out of its scope: its holder disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } scope) scope.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        /// <summary>Empties this wrapper and gives its native tensor to another.</summary>
        internal nint MoveHandle()
        {
            var live = Handle;
            handle = 0;
            if (OwningDisposeScope is { } scope)
            {
                scope.Remove(this);
                DisposeScopeManager.Statistics.DisposedInScopeCount++;
            }
            else
            {
                DisposeScopeManager.Statistics.DisposedOutsideScopeCount++;
            }

            GC.SuppressFinalize(this);
            return live;
        }

        private Tensor InPlace(int status, object? other = null)
        {
            Check(status, this, other);
            return this;
        }

        public override string ToString() =>
            IsInvalid ? "disposed tensor" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{string.Join("x", shape)}], type = {dtype}, device = cpu");
    }
}
