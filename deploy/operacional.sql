-- O estado operacional mora num banco só seu (docs/servidor.md).
CREATE DATABASE t360_operacional OWNER t360 ENCODING 'UTF8' TEMPLATE template0;
