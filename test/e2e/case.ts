import type { ControlPlane, Ground } from './control-plane.ts';
import type { Registry } from './registry.ts';
import type { Repository } from './repository.ts';
import type { Target } from './target.ts';

/** One theme: inputs of the fixture, and what the controllers must make of them. */
export interface Case {
  readonly name: string;
  /** One sentence, for the report. */
  readonly about: string;
  /** Changes what others stand on, so it runs after them. */
  readonly alone?: true;
  readonly run: (stage: Stage) => Promise<void>;
}

/** What is there when a case begins. */
export interface Stage {
  readonly ground: Ground;
  readonly planes: { readonly argocd: ControlPlane; readonly flux: ControlPlane };
  readonly repository: Repository;
  readonly registry: Registry;
  /** A cluster of the fixture, with its bootstrap.yaml applied: where its controller runs, if no other API server is named. */
  readonly bootstrap: (cluster: string, plane?: 'argocd' | 'flux') => Promise<Target>;
  /** Adds a line to the report: what a case found out. */
  readonly tell: (line: string) => void;
}
